package io.jangada.sim;

import java.util.List;

/** The marks that the protocol sets in its rare paths. */
final class Marks {
    /** What troubles of the simulated kind lead to. */
    static final List<String> ALL =
            List.of(
                    "follower-repairs-its-log",
                    "forward-dropped",
                    "held-message-dropped",
                    "leader-steps-down-unheard",
                    "read-question-dropped",
                    "rejection-from-the-past",
                    "vote-refused-leader-alive",
                    "vote-refused-suspect-log");

    /** What only a peer leads to that does not keep to the protocol; none is simulated yet. */
    static final List<String> HOSTILE = List.of("append-malformed", "match-beyond-log");

    private Marks() {}
}
