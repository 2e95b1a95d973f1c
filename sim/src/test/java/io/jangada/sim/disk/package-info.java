@NullMarked
package io.jangada.sim.disk;

import org.jspecify.annotations.NullMarked;
