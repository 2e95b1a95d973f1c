package io.jangada.sim.explore;

/** What does not hold, and how. */
record Violation(String invariant, String sentence) {}
