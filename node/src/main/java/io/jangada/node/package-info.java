/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.node;

import org.jspecify.annotations.NullMarked;
