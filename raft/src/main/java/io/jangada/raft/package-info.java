/**
 * The Raft protocol as a pure function: {@code List<Output> step(Input)}.
 *
 * <p>Nothing here knows a thread, a clock, a file, a socket or chance. Time arrives as {@link
 * Input.Tick}, chance as {@link Timeouts}, and what must be durable is ordered by {@link Output} and
 * reported back by {@link Input}; the core holds back every message that depends on it.
 *
 * <p>Read in this order: {@link Input}, {@link Output}, {@link Message}, then {@code Raft}.
 */
@NullMarked
package io.jangada.raft;

import org.jspecify.annotations.NullMarked;
