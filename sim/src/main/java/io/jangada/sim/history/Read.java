package io.jangada.sim.history;

import org.jspecify.annotations.Nullable;

/**
 * A key as it was seen.
 *
 * @param value none if the key is not there
 * @param modRevision the revision of its last change, 0 if it is not there
 */
public record Read(String key, @Nullable String value, long modRevision) {
    /** A value has a revision, and nothing has none. */
    public Read {
        if (value == null ? modRevision != 0 : modRevision <= 0) {
            throw new IllegalArgumentException("%s=%s@%d".formatted(key, value, modRevision));
        }
    }

    /** The key is not there. */
    public static Read absent(String key) {
        return new Read(key, null, 0);
    }

    @Override
    public String toString() {
        return value == null ? "no " + key : key + "=" + value + "@" + modRevision;
    }
}
