/**
 * The command line of the simulator, the model checker and the scoreboard: {@link Main} starts it.
 * What they are made of is in the packages below; only this one prints, starts threads and looks at
 * a clock.
 */
@NullMarked
package io.jangada.sim;

import org.jspecify.annotations.NullMarked;
