/** Classes that break one house rule with every method, to prove that the rule sees it. */
@NullMarked
package io.jangada.rules.bad;

import org.jspecify.annotations.NullMarked;
