package io.jangada.sim.explore;

import org.jspecify.annotations.Nullable;

/** I5: at an index, all servers commit the same entry. */
final class StateMachineSafety implements Invariant.OfWorld {
    @Override
    public String name() {
        return "I5";
    }

    @Override
    public @Nullable String broken(World world) {
        History history = world.history();
        if (history.contradicted > 0) {
            return "two entries were committed at index " + history.contradicted;
        }
        for (int server = 1; server < world.servers().length; server++) {
            Local each = world.servers()[server];
            if (!World.isPrefix(each.log, (int) each.commit, history.committed)) {
                return "server %d committed %d of %s, while history has %s"
                        .formatted(
                                server,
                                each.commit,
                                Entry.text(each.log),
                                Entry.text(history.committed));
            }
        }
        return null;
    }
}
