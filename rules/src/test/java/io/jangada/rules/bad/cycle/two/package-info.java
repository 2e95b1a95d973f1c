/** Half of a cycle of two packages. */
@NullMarked
package io.jangada.rules.bad.cycle.two;

import org.jspecify.annotations.NullMarked;
