/**
 * Ends leases: processed, given back with a pause, or dead.
 *
 * <p>A settlement applies only while its lease is live by the database clock; repeating it is harmless.
 */
@NullMarked
package io.bhiv.bucket.settle;

import org.jspecify.annotations.NullMarked;
