/**
 * Rows of the scoreboard about one member's files, tried to the last case: {@link
 * io.jangada.sim.storage.PowerCuts}, {@link io.jangada.sim.storage.Damages}, {@link
 * io.jangada.sim.storage.Matrix}. Each is a {@link io.jangada.sim.storage.Row}: many parts that do
 * not depend on each other, and a {@link io.jangada.sim.storage.Tally} of what came of them.
 *
 * <p>{@link io.jangada.sim.storage.Life} puts the product's own journal under a script, beside the
 * obvious model of what it must hold; {@link io.jangada.sim.storage.Checker} compares.
 */
@NullMarked
package io.jangada.sim.storage;

import org.jspecify.annotations.NullMarked;
