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
        this.granted = core.granted;
        this.servers = servers;
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
