/**
 * The story of a PRANA packet, and beside it the objects of core updates.
 *
 * <p>{@code packet} reads what arrived, {@code ingest} stores it durably and queues it, {@code lease} hands it to one
 * consumer for a time, {@code settle} ends it or gives it back, {@code dead} keeps what failed too often. {@code wake}
 * rouses waiting consumers, {@code publish} tells Kafka, {@code karma} is the consumer we bring along, {@code status}
 * and {@code retention} look after the whole. {@code object} stores what modules told the core.
 */
@NullMarked
package io.bhiv.bucket;

import org.jspecify.annotations.NullMarked;
