package io.jangada.sim.disk;

/** Decides about the pending unit, size or name with this number, from 0. */
@FunctionalInterface
public interface Fate {
    Landing of(int number);
}
