@NullMarked
package io.jangada.sim.nemesis;

import org.jspecify.annotations.NullMarked;
