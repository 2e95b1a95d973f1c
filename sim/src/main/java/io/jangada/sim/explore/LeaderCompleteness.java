package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I4: a leader has all that leaders of earlier terms committed. */
final class LeaderCompleteness implements Invariant.OfWorld {
    @Override
    public String name() {
        return "I4";
    }

    @Override
    public @Nullable String broken(World world) {
        for (int server = 1; server < world.servers().length; server++) {
            Local each = world.servers()[server];
            int missing = each.leads() ? missing(each, world.history()) : 0;
            if (missing > 0) {
                return "leader %d of term %d has the log %s, and entry %d was committed before: %s"
                        .formatted(
                                server,
                                each.term,
                                Entry.text(each.log),
                                missing,
                                Entry.text(world.history().committed));
            }
        }
        return null;
    }

    /** The first index that {@code leader} should have and has not, or 0. */
    private static int missing(Local leader, History history) {
        for (int i = 0; i < history.committed.length; i++) {
            boolean due = history.committedIn[i] < leader.term;
            if (due && (i >= leader.log.length || leader.log[i] != history.committed[i])) {
                return i + 1;
            }
        }
        return 0;
    }
}
