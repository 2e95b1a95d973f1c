package io.jangada.raft;

/** Always-on assertions: what fails here is our bug, and the member stops. */
public final class Check {
    private Check() {}

    /** Throws {@link IllegalStateException} with {@code what} when {@code fact} does not hold. */
    public static void that(boolean fact, String what) {
        if (!fact) {
            throw new IllegalStateException(what);
        }
    }

    /** Returns {@code index} when {@code 0 <= index < size}, and throws otherwise. */
    public static int index(int index, int size) {
        if (index < 0 || index >= size) {
            throw new IllegalStateException("index " + index + " outside of 0.." + (size - 1));
        }
        return index;
    }
}
