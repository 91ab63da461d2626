/**
 * The way to Kafka: one idempotent producer per service behind a circuit breaker, topics made at start, and health that
 * returns what the broker last acknowledged.
 */
@NullMarked
package io.bhiv.kit.kafka;

import org.jspecify.annotations.NullMarked;
