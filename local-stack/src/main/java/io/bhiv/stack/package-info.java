/** The one command behind {@code ./bridge}. */
@NullMarked
package io.bhiv.stack;

import org.jspecify.annotations.NullMarked;
