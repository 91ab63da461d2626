/**
 * A work queue for PRANA packets, and the objects of core updates.
 *
 * <p>{@code packet} defines what a packet is, {@code journal} stores it durably and queues it, {@code lease} hands it to one
 * consumer for a time, {@code settle} ends the lease, {@code dead} keeps what used up its attempts. {@code intake} receives
 * core updates and {@code object} stores them. {@code publish} writes to Kafka, {@code relay} drives it after a commit and
 * wakes waiting consumers; {@code karma} is the built-in consumer. {@code api} is all HTTP. The steps meet only in {@link
 * io.bhiv.bucket.PacketPipeline}.
 */
@NullMarked
package io.bhiv.bucket;

import org.jspecify.annotations.NullMarked;
