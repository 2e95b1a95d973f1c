package io.jangada.rules.bad.cycle.two;

import io.jangada.rules.bad.cycle.one.One;

/** Half of a cycle of two packages. */
public record Two(One other) {}
