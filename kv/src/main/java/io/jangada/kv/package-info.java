/**
 * The multi-version key-value store: pure, deterministic, in memory. It does not know that it is
 * replicated, reads no clock and starts no thread.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link Key}, {@link Value}, {@link KeyValue}, {@link Span}: what is stored and how it is
 *       named;
 *   <li>{@link Command} with {@link Put}, {@link DeleteRange}, {@link Txn}, {@link Compact}; {@link
 *       Range} and {@link Compare}; {@link Operation}, one step of a transaction: what is asked;
 *   <li>{@link Result} and {@link Refusal}: what is answered;
 *   <li>{@link Rules} and {@link Limits}: what is refused before it reaches the store;
 *   <li>{@link Store}: the store itself, and {@link Pin}, which holds a revision;
 *   <li>{@link Image}, the store of one moment to be carried elsewhere, and {@link Assembly}, which
 *       makes a store of it;
 *   <li>below it {@link Writer}, {@link Plan}, {@link View}; {@link Histories}, {@link History},
 *       {@link Changes}; {@link Pins}; {@link Ledger} and {@link Space}. {@code DESIGN.md} says how
 *       they fit.
 * </ol>
 */
@NullMarked
package io.jangada.kv;

import org.jspecify.annotations.NullMarked;
