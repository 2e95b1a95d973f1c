package io.jangada.node;

import io.jangada.raft.Timeouts;

/** Randomness, injected, so that a simulation decides it. Used by one thread at a time. */
public interface Chance extends Timeouts {
    /** Any 64 bits but 0. */
    long bits();

    /** From the system's source, seeded unpredictably. */
    static Chance system() {
        return new SystemChance();
    }
}
