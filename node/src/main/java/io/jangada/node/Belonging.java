package io.jangada.node;

import io.jangada.raft.Members;
import io.jangada.raft.Raft;
import io.jangada.raft.ServerId;

import java.util.function.Consumer;

/**
 * Follows who is a member: tells the transport whom to reach, and the embedder when this member is
 * none any more. Owned by the driver.
 */
final class Belonging {
    private final ServerId self;
    private final long patience;
    private final Transport transport;
    private final Stop stop;
    private final Consumer<Members> agreed;

    private Members committed = Members.NONE;
    private Members latest = Members.NONE;
    private boolean settled;
    private boolean belonged;
    private boolean gone;
    private long goneAt;
    private boolean told;

    /**
     * @param patience how long what was said at last has to leave, in nanoseconds
     * @param agreed told of each configuration that is committed here
     */
    Belonging(
            ServerId self,
            long patience,
            Transport transport,
            Stop stop,
            Consumer<Members> agreed) {
        this.self = self;
        this.patience = patience;
        this.transport = transport;
        this.stop = stop;
        this.agreed = agreed;
    }

    /** Another configuration is in effect. */
    void changed() {
        settled = false;
    }

    /** After each turn. */
    void look(Raft raft, long commitIndex, long now) {
        if (!settled) {
            Members next = raft.members(commitIndex);
            Members newest = raft.members();
            settled = next.equals(newest);
            if (!next.equals(committed) || !newest.equals(latest)) {
                transport.members(next, commitIndex, newest);
            }
            if (!next.equals(committed)) {
                committed = next;
                agreed.accept(next);
            }
            latest = newest;
            boolean member = next.all().contains(self);
            if (belonged && !member && !gone) {
                goneAt = now;
            }
            gone = belonged && !member;
            belonged |= member;
        }
        if (gone && now - goneAt >= patience) {
            removed("this member was removed from the cluster");
        }
    }

    /** A peer knows that this member was removed. */
    void told(ServerId by) {
        removed("this member was removed from the cluster, as " + by + " says");
    }

    private void removed(String why) {
        if (!told) {
            told = true;
            stop.removed(why);
        }
    }
}
