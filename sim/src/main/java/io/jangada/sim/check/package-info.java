/**
 * What must hold in every moment of every run, one small class for each invariant of {@code
 * docs/RULES.md}.
 *
 * <p>Read in this order: {@code Oracle}, which is told what members do; {@code Shadow} and {@code
 * Ledger}, what it remembers of one member and of all; {@code Invariant} and its classes.
 */
@NullMarked
package io.jangada.sim.check;

import org.jspecify.annotations.NullMarked;
