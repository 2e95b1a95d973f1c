/** Placeholder until the first class lands. */
@NullMarked
package io.jangada.database;

import org.jspecify.annotations.NullMarked;
