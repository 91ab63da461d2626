package io.bhiv.biometric;

import io.smallrye.mutiny.Uni;

/**
 * A batch that is on its way to Kafka.
 *
 * @param settled completes when every delivery of it is either acknowledged and ended, or given back
 */
public record HandedOver(Uni<Void> settled) {}
