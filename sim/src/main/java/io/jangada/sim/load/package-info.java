/** What clients of the database do to a simulated cluster: the product's store and retry policy. */
@NullMarked
package io.jangada.sim.load;

import org.jspecify.annotations.NullMarked;
