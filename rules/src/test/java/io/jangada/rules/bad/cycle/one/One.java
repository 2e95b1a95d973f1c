package io.jangada.rules.bad.cycle.one;

import io.jangada.rules.bad.cycle.two.Two;

/** Half of a cycle of two packages. */
public record One(Two other) {}
