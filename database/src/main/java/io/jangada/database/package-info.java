/**
 * The key-value store as a replicated state machine.
 *
 * <p>Read in this order:
 *
 * <ol>
 *   <li>{@link Database}: applies log entries to the store;
 *   <li>{@link Commands}: how a command is written into a log entry, with {@link Encoder}, {@link
 *       Decoder}, {@link Numbers}, and {@link Proposed}, what comes out again;
 *   <li>{@link StoreImage} and {@link StoreLoader}: how the store is written for a snapshot, and
 *       made again of it;
 *   <li>{@link MalformedCommand}: an entry that stops the member.
 * </ol>
 */
@NullMarked
package io.jangada.database;

import org.jspecify.annotations.NullMarked;
