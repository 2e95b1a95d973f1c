/**
 * End-to-end tests: members as real processes, real sockets, the real {@code etcdctl}.
 *
 * <p>{@link io.jangada.server.it.Program} is one process, {@link io.jangada.server.it.Cluster}
 * three members, {@link io.jangada.server.it.Load} the writers that remember what they were told,
 * and {@link io.jangada.server.it.Audit} compares that with what the members hold. Read these
 * first; each test then tells one story.
 */
@NullMarked
package io.jangada.server.it;

import org.jspecify.annotations.NullMarked;
