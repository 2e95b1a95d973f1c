/**
 * Runs one member: the driver around the protocol core, the applier, proposals and reads, and the
 * ports that an embedder implements ({@link StateMachine}, {@link Transport}, {@link Clock}, {@link
 * Stop}; {@link io.jangada.node.storage.Disk}).
 */
@NullMarked
package io.jangada.node;

import org.jspecify.annotations.NullMarked;
