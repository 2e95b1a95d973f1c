/**
 * The house rules as tests. {@link io.jangada.rules.ArchitectureTest} looks at class files: which
 * missing. Read the test, then the rules it applies ({@code Architecture}, {@code JavaTidy}, {@code
 * TextTidy}). Every rule is also run on something bad, in {@code bad} or as a string, and has to
 * report it.
 */
@NullMarked
package io.jangada.rules;

import org.jspecify.annotations.NullMarked;
