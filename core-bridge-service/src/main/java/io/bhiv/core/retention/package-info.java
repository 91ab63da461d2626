/** Drops days past their age and deletes expired keys, a bounded number at a time. Nothing pending is ever dropped. */
@NullMarked
package io.bhiv.core.retention;

import org.jspecify.annotations.NullMarked;
