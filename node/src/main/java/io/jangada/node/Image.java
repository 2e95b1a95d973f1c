package io.jangada.node;

import io.jangada.raft.Bytes;

import org.jspecify.annotations.Nullable;

/**
 * The state of a {@link StateMachine} at one moment, to be written while commands go on changing
 * the machine. It is taken by the thread that applies, which must not be kept for long, and read to
 * its end by another one; so it is a copy, or holds on to what is never changed in place.
 *
 * <p>Images of equal states have equal bytes, on every member: a download that was broken off goes
 * on from another member that has the same.
 */
public interface Image extends AutoCloseable {
    /** The next bytes, of any number above 0 but not much above 1 MiB; null at the end. */
    @Nullable Bytes next();

    /** Lets go of what it holds. Called once, at the end or before it. */
    @Override
    default void close() {}

    /** An image that is small enough to be in memory at once. */
    static Image of(Bytes whole) {
        return new Image() {
            private int at;

            @Override
            public @Nullable Bytes next() {
                if (at == whole.size()) {
                    return null;
                }
                Bytes part = whole.slice(at, Math.min(whole.size(), at + (1 << 20)));
                at += part.size();
                return part;
            }
        };
    }

    /**
     * {@code head} and then {@code rest}, to be parted again by {@link Loader#behind}. Closing it
     * closes {@code rest}.
     */
    static Image behind(Bytes head, Image rest) {
        return new Headed.Reading(head, rest);
    }
}
