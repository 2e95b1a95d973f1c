/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.transport;

import org.jspecify.annotations.NullMarked;
