package io.jangada.server.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Troubles of members in namespaces, one or two at a time. What is done follows from the seed
 * alone, and is printed; how far the members come meanwhile does not.
 */
final class Nemesis {
    private static final int SHORTEST_MILLIS = 500;
    private static final int LONGEST_MILLIS = 3_500;
    private static final Duration GOING_ON = Await.PATIENCE;
    private static final int PUTS = 10;

    private static final List<IntFunction<Trouble>> KINDS =
            List.of(
                    Trouble.Killed::new,
                    Trouble.Paused::new,
                    Trouble.Alone::new,
                    Trouble.Deaf::new,
                    Trouble.Mute::new,
                    Trouble.DeafToNext::new);

    private final Cluster cluster;
    private final Namespaces network;
    private final long seed;
    private final Random random;

    Nemesis(Cluster cluster, Namespaces network, long seed) {
        this.cluster = cluster;
        this.network = network;
        this.seed = seed;
        this.random = new Random(seed);
    }

    /** What may befall a member. */
    private sealed interface Trouble {
        /** SIGKILL, and started again. */
        record Killed(int member) implements Trouble {}

        /** SIGSTOP, and SIGCONT. */
        record Paused(int member) implements Trouble {}

        /** Cut off both ways. */
        record Alone(int member) implements Trouble {}

        /** It hears nobody, and they hear it. */
        record Deaf(int member) implements Trouble {}

        /** They do not hear it, and it hears them. */
        record Mute(int member) implements Trouble {}

        /** It does not hear the one after it: one link, one way. */
        record DeafToNext(int member) implements Trouble {}
    }

    /** Troubles until the time is over; each is healed before the next. */
    @SuppressWarnings("SystemOut")
    void run(Clients clients, Duration limit) {
        System.out.println("the troubles of seed " + seed);
        clients.start();
        try {
            trouble(clients, limit);
        } finally {
            clients.stop();
        }
    }

    @SuppressWarnings("SystemOut")
    private void trouble(Clients clients, Duration limit) {
        long begun = System.nanoTime();
        Duration longest = Duration.ZERO;
        int count = 0;
        while (System.nanoTime() - begun < limit.toNanos()) {
            List<Trouble> troubles = troubles();
            int millis = random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS);
            System.out.println(++count + ": " + troubles + " for " + millis + " ms");
            try {
                troubles.forEach(this::begin);
                hear(troubles);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
            } finally {
                hear(List.of());
                troubles.forEach(this::end);
            }
            long healed = System.nanoTime();
            clients.awaitMore(PUTS, GOING_ON);
            Duration gap = Duration.ofNanos(System.nanoTime() - healed);
            longest = gap.compareTo(longest) > 0 ? gap : longest;
        }
        System.out.printf(
                "%d times troubled; %d puts at most %d ms after healing%n",
                count, PUTS, longest.toMillis());
    }

    private List<Trouble> troubles() {
        List<Trouble> troubles = new ArrayList<>();
        int first = random.nextInt(Cluster.MEMBERS);
        troubles.add(trouble(first));
        if (random.nextInt(3) == 0) {
            troubles.add(trouble((first + 1 + random.nextInt(2)) % Cluster.MEMBERS));
        }
        return troubles;
    }

    private Trouble trouble(int member) {
        return KINDS.get(random.nextInt(KINDS.size())).apply(member);
    }

    private void begin(Trouble trouble) {
        switch (trouble) {
            case Trouble.Killed(var member) -> cluster.kill(member);
            case Trouble.Paused(var member) -> cluster.member(member).signal("STOP");
            case Trouble.Alone _, Trouble.Deaf _, Trouble.Mute _, Trouble.DeafToNext _ -> {}
        }
    }

    private void end(Trouble trouble) {
        switch (trouble) {
            case Trouble.Killed(var member) -> cluster.start(member);
            case Trouble.Paused(var member) -> cluster.member(member).signal("CONT");
            case Trouble.Alone _, Trouble.Deaf _, Trouble.Mute _, Trouble.DeafToNext _ -> {}
        }
    }

    /** Every member hears whom these troubles let it hear, and no others. */
    private void hear(List<Trouble> troubles) {
        for (int i = 0; i < Cluster.MEMBERS; i++) {
            int member = i;
            network.deaf(
                    member,
                    IntStream.of(Cluster.others(member))
                            .filter(other ->
                                    troubles.stream().anyMatch(each -> drops(each, other, member)))
                            .boxed()
                            .toList());
        }
    }

    private static boolean drops(Trouble trouble, int from, int to) {
        return switch (trouble) {
            case Trouble.Killed _, Trouble.Paused _ -> false;
            case Trouble.Alone(var member) -> from == member || to == member;
            case Trouble.Deaf(var member) -> to == member;
            case Trouble.Mute(var member) -> from == member;
            case Trouble.DeafToNext(var member) ->
                    to == member && from == (member + 1) % Cluster.MEMBERS;
        };
    }
}
