package io.jangada.sim.world;

import io.jangada.client.retry.Failure;

/**
 * What a client got.
 *
 * @param <T> of what it asked for
 */
public sealed interface Answer<T> {
    record Got<T>(T value) implements Answer<T> {}

    /** No answer, or a refusal, as the client's policy sees it. */
    record Failed<T>(Failure how) implements Answer<T> {}
}
