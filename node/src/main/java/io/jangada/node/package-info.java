/**
 * Runs one member: the driver around the protocol core, the applier, proposals and reads, and the
 * ports that an embedder implements ({@link StateMachine}, {@link Transport}, {@link Clock}, {@link
 * Stop}; {@link io.jangada.node.storage.Disk}).
 *
 * <p>The black box keeps what went into the core: {@code Recorder} is where the driver hands it
 * over, {@code BlackBox} takes it in, {@code BoxFile} writes it as {@code BoxLayout} says. {@code
 * BoxReader} makes a {@link Recording} of the file, {@link Replay} steps it again.
 */
@NullMarked
package io.jangada.node;

import org.jspecify.annotations.NullMarked;
