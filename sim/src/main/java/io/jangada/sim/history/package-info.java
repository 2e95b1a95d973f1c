/**
 * What clients asked and were answered, and whether one copy of the store could have answered so
 * (I16, I17). Start at {@link io.jangada.sim.history.History}; {@link
 * io.jangada.sim.history.RevisionOrder} is quick and runs on every seed, {@link
 * io.jangada.sim.history.Wgl} searches. Pure: no clock, no chance, one thread.
 */
@NullMarked
package io.jangada.sim.history;

import org.jspecify.annotations.NullMarked;
