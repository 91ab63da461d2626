/**
 * Rouses long polls when packets arrive. Everything here is a hint; a hint that is lost costs one tick, a false one costs one look.
 */
@NullMarked
package io.bhiv.bucket.wake;

import org.jspecify.annotations.NullMarked;
