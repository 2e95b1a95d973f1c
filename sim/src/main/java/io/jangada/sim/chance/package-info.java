/** Chance that one seed decides. */
@NullMarked
package io.jangada.sim.chance;

import org.jspecify.annotations.NullMarked;
