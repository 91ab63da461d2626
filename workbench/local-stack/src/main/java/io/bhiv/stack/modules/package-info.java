/** {@code ./bridge simulate modules}: the four modules report to the core bridge. */
@NullMarked
package io.bhiv.stack.modules;

import org.jspecify.annotations.NullMarked;
