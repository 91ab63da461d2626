/** Tests of the package. */
@NullMarked
package io.bhiv.core.identity;

import org.jspecify.annotations.NullMarked;
