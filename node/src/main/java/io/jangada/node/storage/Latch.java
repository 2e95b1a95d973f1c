package io.jangada.node.storage;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The end of a journal in a broken world: the first failure is reported, and nothing after it.
 *
 * <p>An atomic, since any lane may fail, and the first one is to be reported once.
 */
final class Latch {
    private final AtomicReference<Journal.@Nullable Listener> listener;

    Latch(Journal.Listener listener) {
        this.listener = new AtomicReference<>(listener);
    }

    boolean closed() {
        return listener.get() == null;
    }

    void fail(String what, Throwable cause) {
        Journal.Listener told = listener.getAndSet(null);
        if (told != null) {
            told.failed(what, cause);
        }
    }
}
