/**
 * Rows of the scoreboard that are scripted scenes: a calm cluster under load, one thing that goes
 * wrong in it, and what must be so meanwhile. Read {@link Play} first.
 */
@NullMarked
package io.jangada.sim.nemesis;

import org.jspecify.annotations.NullMarked;
