package io.jangada.sim.mutants;

/** A mutant that cannot be made of the sources as they are; the message says which, and why. */
public final class Misfit extends Exception {
    private static final long serialVersionUID = 1;

    Misfit(String sentence) {
        super(sentence);
    }
}
