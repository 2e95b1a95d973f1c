package io.jangada.sim;

import java.util.List;

/** The marks that the protocol sets in its rare paths, and what starts find on their disks. */
final class Marks {
    /** What troubles of the simulated kind lead to. */
    static final List<String> ALL =
            List.of(
                    "append-known",
                    "append-partly-known",
                    "append-rejected-conflict",
                    "append-rejected-gap",
                    "append-rejected-suspect",
                    "campaign-by-transfer",
                    "campaign-of-one-without-a-vote",
                    "connection-lost-in-a-pipeline",
                    "election-not-for-this-server",
                    "follower-repairs-its-log",
                    "forward-dropped",
                    "held-message-dropped",
                    "joint-configuration-left",
                    "leader-deposed-by-transfer",
                    "leader-steps-down-unheard",
                    "leader-without-a-vote-steps-down",
                    "learner-promoted",
                    "log-cut",
                    "pre-vote-refused-to-one-behind",
                    "probe-repeated",
                    "proposal-over-the-limit",
                    "read-before-the-first-commit",
                    "read-by-lease",
                    "read-question-dropped",
                    "read-question-repeated",
                    "rejection-from-the-past",
                    "snapshot-of-what-is-in-the-log",
                    "snapshot-offered",
                    "snapshot-offered-in-vain",
                    "snapshot-takes-the-place-of-the-log",
                    "snapshot-too-late",
                    "start-cuts-a-torn-batch",
                    "start-cuts-a-torn-tail",
                    "start-finds-a-damaged-identifier",
                    "start-finds-strange-bytes",
                    "start-has-lost-a-snapshot",
                    "start-keeps-a-suspect-entry",
                    "start-leaves-a-damaged-snapshot",
                    "start-mends-a-copy",
                    "start-misses-an-identifier",
                    "transfer-done",
                    "transfer-in-vain",
                    "transfer-to-one-behind",
                    "vote-refused",
                    "vote-refused-leader-alive",
                    "vote-refused-suspect-log");

    /** What only a peer leads to that does not keep to the protocol; none is simulated yet. */
    static final List<String> HOSTILE = List.of("append-malformed", "match-beyond-log");

    /**
     * Takes garbage both in a header and in its identifier, in a batch of seventeen entries or
     * more; row 1 of the scoreboard has such batches, and in 10,000 seeds there was none.
     */
    static final List<String> ROW_1 = List.of("start-has-lost-a-place");

    /**
     * Takes a follower with suspect entries whose leader has forgotten what it lacks before them;
     * raft's SnapshotPaperTest has one, and in 1,000 seeds there was none.
     */
    static final List<String> RAFT = List.of("snapshot-before-suspect-entries");

    private Marks() {}
}
