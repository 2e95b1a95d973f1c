/**
 * When to try again, and where: the client's policy without its wire.
 *
 * <p>Nothing here knows gRPC, reads a clock, draws a random number or starts a thread, so the same
 * classes run in the client and in a simulator. Read {@link Failure} (what can go wrong with one
 * attempt), {@link Decision} (what may follow), {@link Retry} (the rules), {@link Endpoints} (which
 * server the next attempt goes to).
 *
 * <p>The rule that everything follows from: a call that may be repeated is tried again whenever the
 * server was not available; a call that must not run twice is tried again only when it is certain
 * that nothing of it was sent. Otherwise its outcome is unknown, and the caller is told so.
 */
@NullMarked
package io.jangada.client.retry;

import org.jspecify.annotations.NullMarked;
