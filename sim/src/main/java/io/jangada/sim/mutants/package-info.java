/**
 * Who tests the tester: rules of the product are broken on purpose, one at a time, and the
 * simulator or the model checker has to notice by the invariant that is meant for it. A {@link
 * io.jangada.sim.mutants.Mutant} is a text file of replacements in the sources; {@link
 * io.jangada.sim.mutants.Board} builds a changed copy in a temporary folder and runs it in a class
 * loader of its own. Nothing of this is in the product.
 */
@NullMarked
package io.jangada.sim.mutants;

import org.jspecify.annotations.NullMarked;
