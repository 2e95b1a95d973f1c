package io.jangada.raft;

/** Bytes that are no encoding of ours: cut, changed, or of a version that is not known here. */
public final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String what) {
        super(what);
    }
}
