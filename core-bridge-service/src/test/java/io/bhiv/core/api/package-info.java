/** Tests of the package. */
@NullMarked
package io.bhiv.core.api;

import org.jspecify.annotations.NullMarked;
