/**
 * A failure told with nothing but cores: what each was given, in the fewest events that still break
 * the invariant, as a scenario that the tests of module {@code raft} can run, and as a diagram.
 *
 * <p>Read in this order: {@code Step}, what can happen; {@code Cores}, which makes it happen and
 * looks at the invariants; {@code Story}, {@code Scenario} and {@code Diagram}, how it is told;
 * {@code Facts} and {@code Recording}, how the steps are learned from a run of whole members.
 */
@NullMarked
package io.jangada.sim.script;

import org.jspecify.annotations.NullMarked;
