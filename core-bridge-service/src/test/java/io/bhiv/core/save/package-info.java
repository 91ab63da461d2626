/** Tests of the package. */
@NullMarked
package io.bhiv.core.save;

import org.jspecify.annotations.NullMarked;
