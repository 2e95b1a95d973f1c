package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I3: the same index and term mean the same log up to there, in memory and on disk. */
final class LogMatching implements Invariant.OfWorld {
    @Override
    public String name() {
        return "I3";
    }

    @Override
    public @Nullable String broken(World world) {
        for (int a = 1; a < world.servers().length; a++) {
            Local one = world.servers()[a];
            for (int b = a; b < world.servers().length; b++) {
                Local other = world.servers()[b];
                if (!match(one.log, other.log)
                        || !match(one.log, other.disk.log())
                        || !match(one.disk.log(), other.log)
                        || !match(one.disk.log(), other.disk.log())) {
                    return "logs differ before an entry that they share: " + one + " | " + other;
                }
            }
        }
        return null;
    }

    private static boolean match(long[] one, long[] other) {
        for (int i = Math.min(one.length, other.length) - 1; i >= 0; i--) {
            if (Entry.term(one[i]) == Entry.term(other[i])) {
                return World.isPrefix(one, i + 1, other);
            }
        }
        return true;
    }
}
