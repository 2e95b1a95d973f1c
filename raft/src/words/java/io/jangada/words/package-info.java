/**
 * How what servers say and do reads to people. Not a part of the core, which needs no words: the
 * tests of module {@code raft} and the simulator compile it each for itself, so that a scenario
 * reads alike in both.
 */
@NullMarked
package io.jangada.words;

import org.jspecify.annotations.NullMarked;
