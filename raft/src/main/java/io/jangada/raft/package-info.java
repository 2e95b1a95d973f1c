/**
 * The Raft protocol as a pure function: {@code List<Output> step(Input)}.
 *
 * <p>Nothing here knows a thread, a clock, a file, a socket or chance. Time arrives as {@link
 * Input.Tick}, chance as {@link Timeouts}, and what must be durable is ordered by {@link Output}
 * and reported back by {@link Input}; the core holds back every message that depends on it.
 *
 * <p>Read in this order: {@link Input}, {@link Output}, {@link Message}; {@link Raft}, the one
 * switch over them; {@code Server}, the state that all rules share, with {@code Role}; then the
 * rules, {@code Election}, {@code Following}, {@code Replication} with {@code Progress}, {@code
 * Reads} with {@code Rounds} and {@code Asked}, {@code Transfers}; at last what they stand on,
 * {@code Log}, {@code Quorum}, {@code Timers} and {@link Codec}. {@code DESIGN.md} has the
 * invariants and the encoding, {@code DIVERGENCE.md} where this departs from the thesis.
 */
@NullMarked
package io.jangada.raft;

import org.jspecify.annotations.NullMarked;
