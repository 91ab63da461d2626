/** Tests of {@code plan}. */
@NullMarked
package io.bhiv.core.plan;

import org.jspecify.annotations.NullMarked;
