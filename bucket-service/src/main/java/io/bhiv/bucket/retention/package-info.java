/**
 * Creates the partitions of the coming days and drops days past their retention.
 *
 * <p>A day that live or dead packets still need is kept at any age.
 */
@NullMarked
package io.bhiv.bucket.retention;

import org.jspecify.annotations.NullMarked;
