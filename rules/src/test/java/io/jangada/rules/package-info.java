/**
 * The house rules as tests.
 *
 * <p>{@code ArchitectureTest} looks at class files: which module may use what. {@code TidyTest}
 * looks at the source tree: lengths, names, citations, links. {@code LauncherTest} runs {@code
 * ./jangada} where something is missing. Read a test first, then the rules it applies: {@code
 * Architecture}, {@code JavaTidy}, {@code TextTidy}. Every rule is also run on something bad, a
 * class of {@code bad} or a string, and has to report it.
 */
@NullMarked
package io.jangada.rules;

import org.jspecify.annotations.NullMarked;
