package io.jangada.node.storage;

/**
 * Something in a directory that is not as it was written.
 *
 * @param what one line that names file, offset and index where there are such
 */
public record Finding(Effect effect, String what) {
    /** What becomes of it when the member starts. */
    public enum Effect {
        /** Nothing; it is only said. */
        NOTED,
        /** It is cut: the end of a write that was not through, of which nobody was told. */
        TORN,
        /** It is cut, and its bytes are kept: nobody can tell whether it was acknowledged. */
        ASIDE,
        /** It keeps its place, and no vote is given until a leader has sent it again. */
        SUSPECT,
        /** It is made again: there is a second copy. */
        MENDED,
        /** It is read past: no entry is lost with it. */
        IGNORED,
        /** The snapshot is put aside, and not started on. */
        UNUSED,
        /** A snapshot of another member is awaited; no vote is given before. */
        AWAITED,
        /** The member does not start. */
        REFUSED
    }
}
