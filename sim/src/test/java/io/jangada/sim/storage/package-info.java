@NullMarked
package io.jangada.sim.storage;

import org.jspecify.annotations.NullMarked;
