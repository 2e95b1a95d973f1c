/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.bench;

import org.jspecify.annotations.NullMarked;
