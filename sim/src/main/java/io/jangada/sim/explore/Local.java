package io.jangada.sim.explore;

import io.jangada.raft.Standing;

/** One server of the world: its core, in normal form, and its disk. Never changed. */
final class Local {
    final int self;
    final byte[] core;
    final Disk disk;
    final long term;
    final int vote;
    final Standing standing;
    final long[] log;
    final long commit;
    final long applied;
    final boolean leaderHeard;
    final boolean canSave;

    /** How many disks a power cut may leave. */
    final int crashes;

    private final boolean[] granted;
    private final int servers;

    Local(Anatomy core, Disk disk, int servers) {
        this.self = core.self;
        this.core = core.bytes;
        this.disk = disk;
        this.term = core.term;
        this.vote = core.vote;
        this.standing = core.standing;
        this.log = core.log;
        this.commit = core.commit;
        this.applied = core.applied;
        this.leaderHeard = core.leaderHeard;
        this.canSave = disk.canSave();
        this.crashes = disk.crashed().size();
        this.granted = core.granted;
        this.servers = servers;
    }

    /** Without a core, for rules that do not step it. */
    Local(
            int self,
            long term,
            int vote,
            Standing standing,
            long[] log,
            long commit,
            long applied,
            Disk disk) {
        this.self = self;
        this.core = new byte[0];
        this.disk = disk;
        this.term = term;
        this.vote = vote;
        this.standing = standing;
        this.log = log;
        this.commit = commit;
        this.applied = applied;
        this.leaderHeard = false;
        this.canSave = disk.canSave();
        this.crashes = 0;
        this.granted = new boolean[0];
        this.servers = 0;
    }

    boolean leads() {
        return standing == Standing.LEADER;
    }

    /** A candidate that counts the vote, or the promise, of {@code server}. */
    boolean isGranted(int server) {
        return server < granted.length && granted[server];
    }

    Local renamed(int[] names) {
        return new Local(new Anatomy(core, names), disk.renamed(names), servers);
    }

    byte[] key() {
        Octets key = new Octets();
        key.number(core.length);
        key.bytes(core);
        disk.write(key);
        return key.take();
    }

    @Override
    public String toString() {
        return self
                + " "
                + standing
                + " term "
                + term
                + " vote "
                + vote
                + " log "
                + Entry.text(log)
                + " commit "
                + commit
                + "; disk "
                + disk
                + (disk.ordered().isEmpty() ? "" : " ordered " + disk.ordered());
    }
}
