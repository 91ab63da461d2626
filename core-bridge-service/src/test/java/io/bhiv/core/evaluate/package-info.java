/** Tests of {@code evaluate}. */
@NullMarked
package io.bhiv.core.evaluate;

import org.jspecify.annotations.NullMarked;
