/** Tests of {@code journal}. */
@NullMarked
package io.bhiv.core.journal;

import org.jspecify.annotations.NullMarked;
