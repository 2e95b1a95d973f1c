/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.server;

import org.jspecify.annotations.NullMarked;
