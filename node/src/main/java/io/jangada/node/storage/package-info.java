/**
 * The durable journal of a member: its log, its term and vote, its identity. {@code node/DESIGN.md}
 * gives every byte and every rule.
 *
 * <p>Read {@link io.jangada.node.storage.Disk} (what is asked of a directory), {@link
 * io.jangada.node.storage.Journal} (what the driver uses) and {@link
 * io.jangada.node.storage.Recovery} (how it is opened) first.
 */
@NullMarked
package io.jangada.node.storage;

import org.jspecify.annotations.NullMarked;
