/**
 * What the library is used for, each in one file of under 100 lines: {@link
 * io.jangada.examples.LockService}, {@link io.jangada.examples.LogReader} and {@link
 * io.jangada.examples.JoiningMember}. {@code ./jangada example} runs them.
 */
@NullMarked
package io.jangada.examples;

import org.jspecify.annotations.NullMarked;
