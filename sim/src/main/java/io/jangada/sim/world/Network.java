package io.jangada.sim.world;

import io.jangada.node.Frame;
import io.jangada.raft.Message;
import io.jangada.sim.chance.Keyed;

/** Links between members: each way has three connections, as the product has. */
final class Network {
    /** Takes what arrives. */
    interface Arrival {
        void arrived(int from, int to, Frame frame);
    }

    private static final long REPLAY_MAX = 60_000_000_000L;

    /** One way from a member to another. */
    private static final class Way {
        final Keyed chance;
        long cutUntil;
        long clogUntil;

        /** Raised when the connections break: what was sent before does not arrive. */
        int connection;

        /** When the last message of each connection arrives, to keep their order. */
        final long[] last = new long[3];

        Way(Keyed chance) {
            this.chance = chance;
        }
    }

    private final Way[][] ways;
    private final Agenda agenda;
    private final Setup.Pace pace;
    private final Coverage coverage;
    private final Arrival arrival;
    private double loss;
    private double duplicates;
    private double delays;
    private long stormUntil;

    Network(long seed, Setup setup, Agenda agenda, Coverage coverage, Arrival arrival) {
        this.agenda = agenda;
        this.pace = setup.pace();
        this.coverage = coverage;
        this.arrival = arrival;
        this.ways = new Way[setup.members()][setup.members()];
        for (int from = 0; from < ways.length; from++) {
            for (int to = 0; to < ways.length; to++) {
                ways[from][to] = new Way(Keyed.of(seed, "network", 64L * from + to));
            }
        }
    }

    /** Members are numbered from 0 here. */
    void send(int from, int to, Frame frame) {
        Way way = ways[from][to];
        long now = agenda.now();
        if (way.cutUntil > now) {
            coverage.count("message cut off");
            return;
        }
        long delay = way.chance.spread(pace.netMin(), pace.netMax());
        boolean storms = stormUntil > now;
        if (storms && way.chance.happens(loss)) {
            coverage.count("message lost");
            return;
        }
        if (storms && way.chance.happens(delays)) {
            coverage.count("message late");
            delay += way.chance.spread(pace.netMax(), 100 * pace.netMax());
        }
        boolean late = storms && delays > 0;
        long time = Math.max(now + delay, way.clogUntil);
        if (pace.ordered() && !late) {
            int connection = connection(frame);
            time = Math.max(time, way.last[connection]);
            way.last[connection] = time;
        }
        deliver(way, time, from, to, frame);
        if (storms && way.chance.happens(duplicates)) {
            coverage.count("message twice");
            long again = way.chance.spread(pace.netMin(), REPLAY_MAX);
            deliver(way, time + again, from, to, frame);
        }
    }

    private static int connection(Frame frame) {
        return switch (frame.message()) {
            case Message.AppendEntries _, Message.Forward _ -> 0;
            case Message.FetchSnapshot _, Message.SnapshotChunk _ -> 2;
            default -> 1;
        };
    }

    private void deliver(Way way, long time, int from, int to, Frame frame) {
        int connection = way.connection;
        agenda.at(
                time,
                () -> {
                    if (way.clogUntil > agenda.now()) {
                        coverage.count("message clogged");
                        deliver(way, way.clogUntil, from, to, frame);
                    } else if (way.connection != connection) {
                        coverage.count("message reset");
                    } else if (way.cutUntil > agenda.now()) {
                        coverage.count("message cut off");
                    } else {
                        arrival.arrived(from, to, frame);
                    }
                });
    }

    void cut(int from, int to, long until) {
        ways[from][to].cutUntil = Math.max(ways[from][to].cutUntil, until);
    }

    void clog(int one, int other, long until) {
        ways[one][other].clogUntil = until;
        ways[other][one].clogUntil = until;
    }

    void reset(int one, int other) {
        ways[one][other].connection++;
        ways[other][one].connection++;
    }

    void storm(double newLoss, double newDuplicates, double newDelays, long until) {
        loss = newLoss;
        duplicates = newDuplicates;
        delays = newDelays;
        stormUntil = until;
    }

    /** From now on every message arrives. */
    void heal() {
        stormUntil = 0;
        for (Way[] row : ways) {
            for (Way way : row) {
                way.cutUntil = 0;
                way.clogUntil = 0;
            }
        }
    }
}
