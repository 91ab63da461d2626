/** Tests of the core bridge. */
@NullMarked
package io.bhiv.core;

import org.jspecify.annotations.NullMarked;
