/** Pure: what the figures mean. */
@NullMarked
package io.bhiv.core.evaluate;

import org.jspecify.annotations.NullMarked;
