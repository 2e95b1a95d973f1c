/** Tests of the retry policy on a clock of numbers. */
@NullMarked
package io.jangada.client.retry;

import org.jspecify.annotations.NullMarked;
