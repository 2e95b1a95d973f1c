/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.raft;

import org.jspecify.annotations.NullMarked;
