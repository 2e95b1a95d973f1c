/**
 * From a number to a run: {@link Family} draws what a seed's cluster is and what happens to it,
 * {@link Trial} runs it, {@code Shrinker} finds the least that still fails.
 */
@NullMarked
package io.jangada.sim.seed;

import org.jspecify.annotations.NullMarked;
