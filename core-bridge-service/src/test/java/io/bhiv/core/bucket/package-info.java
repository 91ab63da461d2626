/** Tests of {@code bucket}. */
@NullMarked
package io.bhiv.core.bucket;

import org.jspecify.annotations.NullMarked;
