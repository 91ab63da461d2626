/**
 * How the queue stands, counted from the tables.
 */
@NullMarked
package io.bhiv.bucket.status;

import org.jspecify.annotations.NullMarked;
