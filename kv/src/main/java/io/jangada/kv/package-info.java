/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.kv;

import org.jspecify.annotations.NullMarked;
