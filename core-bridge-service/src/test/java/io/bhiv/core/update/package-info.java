/** Tests of {@code update}. */
@NullMarked
package io.bhiv.core.update;

import org.jspecify.annotations.NullMarked;
