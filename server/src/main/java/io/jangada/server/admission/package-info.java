/** Who is let in when more calls come than can be served, and who is sent away at the door. */
@NullMarked
package io.jangada.server.admission;

import org.jspecify.annotations.NullMarked;
