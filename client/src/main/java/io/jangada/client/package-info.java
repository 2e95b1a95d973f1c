/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.client;

import org.jspecify.annotations.NullMarked;
