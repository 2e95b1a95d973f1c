package io.jangada.raft;

/**
 * Bytes that are no encoding of ours: cut, changed, or of a version that is not known here. The
 * message says in one line what is wrong with them.
 */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    public Malformed(String what) {
        // Thrown at what a stranger sends, so it costs no stack trace.
        super(what, null, false, false);
    }

    public String what() {
        return String.valueOf(getMessage());
    }
}
