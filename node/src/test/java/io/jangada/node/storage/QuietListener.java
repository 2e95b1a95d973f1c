package io.jangada.node.storage;

import io.jangada.raft.HardState;

/** Listens to nothing but a failure. */
public final class QuietListener implements Journal.Listener {
    @Override
    public void persisted(long write) {}

    @Override
    public void saved(HardState hardState) {}

    @Override
    public void failed(String what, Throwable cause) {
        throw new AssertionError(what, cause);
    }
}
