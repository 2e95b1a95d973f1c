package io.jangada.sim.explore;

/** One thing that happens; a mutable buffer. */
final class Move {
    Kind kind = Kind.CRASH;

    /** Where it happens, 0 for the beginning of a world. */
    int server;

    /** As {@link Servers} numbers events. */
    int event;

    /** The sender of the letter that arrives, or 0. */
    int from;

    /** Orders moves; the servers' names play no part in it. */
    int rank;

    /** Its number among the moves from its state. */
    int ordinal;

    void set(Kind kind, int server, int event, int from) {
        this.kind = kind;
        this.server = server;
        this.event = event;
        this.from = from;
    }

    void set(Move other) {
        set(other.kind, other.server, other.event, other.from);
        rank = other.rank;
    }

    /**
     * Whether this move might as well have been made before {@code last}, which led here: both
     * happen at different servers, neither uses what the other sends, and of two such moves the one
     * of the smaller rank goes first. It was possible then, since {@code last} sent no letter that
     * it needs.
     */
    boolean waitsFor(Move last) {
        return last.server != 0
                && last.server != server
                && isOrdered(kind)
                && isOrdered(last.kind)
                && rank < last.rank
                && from != last.server
                && last.from != server
                && !(kind == Kind.PROPOSE && last.kind == Kind.PROPOSE);
    }

    /** A power cut and a lost connection touch other servers too. */
    private static boolean isOrdered(Kind kind) {
        return kind != Kind.CRASH && kind != Kind.DROP && kind != Kind.HEARSAY;
    }
}
