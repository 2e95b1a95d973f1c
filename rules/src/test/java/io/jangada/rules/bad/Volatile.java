package io.jangada.rules.bad;

/** A volatile field: the store may publish so, the protocol may not. */
public final class Volatile {
    private volatile long published;

    public long published() {
        return published;
    }

    public void publish(long revision) {
        published = revision;
    }
}
