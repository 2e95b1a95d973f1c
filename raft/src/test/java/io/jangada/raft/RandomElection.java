package io.jangada.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/** Five servers on one clock, with delays of 5 to 25 ms, that start together without a leader. */
final class RandomElection {
    private static final long MILLISECOND = 1_000_000;

    private final List<OneServer> servers = new ArrayList<>();
    private final PriorityQueue<Arrival> network = new PriorityQueue<>();
    private final SplittableRandom random;
    private long sequence;

    private record Arrival(long at, long sequence, ServerId from, ServerId to, Message message)
            implements Comparable<Arrival> {
        @Override
        public int compareTo(Arrival other) {
            int order = Long.compare(at, other.at);
            return order != 0 ? order : Long.compare(sequence, other.sequence);
        }
    }

    private RandomElection(int seed) {
        random = new SplittableRandom(seed);
        for (int id = 1; id <= 5; id++) {
            Start start = OneServer.start(new ServerId(id), 5, HardState.INITIAL);
            servers.add(OneServer.of(start, OneServer.SETTINGS, random::nextLong));
        }
    }

    /** The term in which the first leader is elected: 1 when no vote was split. */
    static long termOfFirstLeader(int seed) {
        return new RandomElection(seed).run();
    }

    private long run() {
        for (long now = 0; now < 60_000 * MILLISECOND; now += 5 * MILLISECOND) {
            for (OneServer server : servers) {
                server.step(new Input.Tick(now));
                send(server, now);
            }
            while (!network.isEmpty() && network.peek().at() <= now) {
                Arrival arrival = network.remove();
                OneServer to = servers.get((int) arrival.to().value() - 1);
                to.receive(arrival.from(), arrival.message());
                send(to, now);
                if (to.standing() == Standing.LEADER) {
                    return to.term();
                }
            }
        }
        throw new IllegalStateException("no leader within a minute");
    }

    private void send(OneServer server, long now) {
        server.persist();
        for (Output.Send send : server.outputs(Output.Send.class)) {
            long at = now + random.nextLong(5, 25) * MILLISECOND;
            network.add(new Arrival(at, sequence++, server.self(), send.to(), send.message()));
        }
        server.forget();
    }
}
