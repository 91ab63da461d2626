/**
 * Records for Kafka: every accepted packet on {@code prana-packets}, at least once and in order per user, and the results
 * of core updates.
 *
 * <p>Nothing here delays intake: while the brokers are away, batches stay in the outbox.
 */
@NullMarked
package io.bhiv.bucket.publish;

import org.jspecify.annotations.NullMarked;
