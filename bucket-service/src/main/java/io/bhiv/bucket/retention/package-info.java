/**
 * Days made ahead and dropped when their time is over.
 */
@NullMarked
package io.bhiv.bucket.retention;

import org.jspecify.annotations.NullMarked;
