/** Tests of the package. */
@NullMarked
package io.bhiv.core.status.evaluate;

import org.jspecify.annotations.NullMarked;
