/** Tests of {@code send}. */
@NullMarked
package io.bhiv.core.send;

import org.jspecify.annotations.NullMarked;
