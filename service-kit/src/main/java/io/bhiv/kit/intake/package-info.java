/**
 * Records from Kafka, taken into a service. Every topic is read by the same kind of consumer, {@link io.bhiv.kit.intake.Intake}:
 * a thread of its own, batches that are committed only when they are durable, and a heartbeat. No record stops it: one that the
 * service cannot take is parked with topic, partition, offset and reason, and the next one is read. While the database is away the
 * consumer keeps its place in the group and retries; a consumer that failed is closed and opened again. A service calls
 * {@link io.bhiv.kit.intake.Intakes#start} once per topic, with a handler that stores a batch.
 */
@NullMarked
package io.bhiv.kit.intake;

import org.jspecify.annotations.NullMarked;
