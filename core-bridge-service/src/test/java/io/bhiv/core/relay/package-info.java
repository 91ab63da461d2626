/** Tests of the package. */
@NullMarked
package io.bhiv.core.relay;

import org.jspecify.annotations.NullMarked;
