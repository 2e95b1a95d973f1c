/**
 * Every interleaving of a few servers within bounds, with the real core of module raft as the
 * model. Read {@link io.jangada.sim.explore.Bounds} (what is explored), {@link
 * io.jangada.sim.explore.State} (a world in a few numbers), {@link io.jangada.sim.explore.Local}
 * and {@link io.jangada.sim.explore.Servers} (one server and what it does), {@link
 * io.jangada.sim.explore.Moves} (what may happen next), {@link io.jangada.sim.explore.Invariant}
 * and the classes {@code I…} (what must hold), {@link io.jangada.sim.explore.Explorer} (the
 * search). EXPLORE.md of this module says why each reduction is sound.
 *
 * <p>Nothing here prints, starts a thread or looks at a clock.
 */
@NullMarked
package io.jangada.sim.explore;

import org.jspecify.annotations.NullMarked;
