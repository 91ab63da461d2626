/** Pure: what the figures mean. */
@NullMarked
package io.bhiv.core.status.evaluate;

import org.jspecify.annotations.NullMarked;
