@NullMarked
package io.jangada.sim.load;

import org.jspecify.annotations.NullMarked;
