/**
 * Hands packets to consumers: one live lease per packet, claimed, fenced and timed by the database.
 *
 * <p>A lease that ends without a report costs its packets one attempt.
 */
@NullMarked
package io.bhiv.bucket.lease;

import org.jspecify.annotations.NullMarked;
