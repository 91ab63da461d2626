/** Tests of {@code lines}. */
@NullMarked
package io.bhiv.core.lines;

import org.jspecify.annotations.NullMarked;
