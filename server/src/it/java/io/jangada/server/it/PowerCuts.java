package io.jangada.server.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Cuts the power of one, several or all members under load, again and again: what was acknowledged
 * is there, and the cluster goes on by itself.
 */
final class PowerCuts {
    private static final int PUTS_MIN = 40;
    private static final Duration SERVING = Await.PATIENCE;
    private static final int AT_MOST_MILLIS = 100;

    private final Cluster cluster;
    private final Images images;
    private final long seed;
    private final Random random;
    private final Ledger ledger;

    PowerCuts(Cluster cluster, Images images, long seed) {
        this.cluster = cluster;
        this.images = images;
        this.seed = seed;
        this.random = new Random(seed);
        this.ledger = new Ledger(cluster);
    }

    /** Cuts until the time is over, but within these bounds; returns what is to be published. */
    @SuppressWarnings("SystemOut")
    Map<String, Long> run(int cutsMin, int cutsMax, Duration limit) {
        long begun = System.nanoTime();
        int cuts = 0;
        int[] disks = new int[Cluster.MEMBERS];
        try (Clients clients = new Clients(cluster, seed)) {
            while (cuts < cutsMin
                    || (cuts < cutsMax && System.nanoTime() - begun < limit.toNanos())) {
                // Every third cut is of all, and then of one or two.
                int[] which = which(cuts % 3 == 0 ? Cluster.MEMBERS : 1 + random.nextInt(2));
                cut(clients, which);
                cuts++;
                IntStream.of(which).forEach(i -> disks[i]++);
            }
            System.out.printf(
                    "seed %d: %d power cuts of %d disks in %d s%n",
                    seed,
                    cuts,
                    IntStream.of(disks).sum(),
                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
            ledger.settle(clients);
            assertThat(clients.acknowledged()).isGreaterThan((long) cuts * PUTS_MIN);
            Map<String, Long> counts = new TreeMap<>();
            for (int i = 0; i < Cluster.MEMBERS; i++) {
                counts.merge("of " + images.type(i), (long) disks[i], Long::sum);
            }
            counts.put("power cuts", (long) cuts);
            counts.put("puts acknowledged", clients.acknowledged());
            return counts;
        }
    }

    private int[] which(int count) {
        int first = random.nextInt(Cluster.MEMBERS);
        return IntStream.range(0, count).map(i -> (first + i) % Cluster.MEMBERS).toArray();
    }

    private void cut(Clients clients, int... which) {
        clients.start();
        clients.awaitMore(PUTS_MIN, SERVING);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(AT_MOST_MILLIS)));
        images.cut(which);
        // Whoever has noticed that nothing can be written has ended by itself.
        IntStream.of(which).forEach(i -> cluster.member(i).close());
        images.mountAgain(which);
        IntStream.of(which).forEach(cluster::start);
        clients.awaitMore(PUTS_MIN, SERVING);
        clients.stop();
        ledger.check(clients.history(), which);
    }
}
