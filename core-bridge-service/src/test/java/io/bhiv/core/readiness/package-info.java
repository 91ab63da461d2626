/** Tests of the package. */
@NullMarked
package io.bhiv.core.readiness;

import org.jspecify.annotations.NullMarked;
