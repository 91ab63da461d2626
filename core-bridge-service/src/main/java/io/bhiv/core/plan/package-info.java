/** Pure: when to try again, and when to stop. */
@NullMarked
package io.bhiv.core.plan;

import org.jspecify.annotations.NullMarked;
