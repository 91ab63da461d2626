/**
 * A signed webhook becomes normalised events and explained triggers on Kafka. {@link io.bhiv.biometric.IngestPipeline}
 * is the story; the packages are its steps, in this order:
 *
 * <ol>
 *   <li>{@code api}: all HTTP. {@code intake} is its twin for Terra's direct Kafka topic.
 *   <li>{@code verify}: whether a delivery is authentic and recent.
 *   <li>{@code journal}: durable before any 2xx, each delivery once. {@code identity} defines what "once" means.
 *   <li>{@code fetch}: gets what a delivery only points at.
 *   <li>{@code normalise}: readings become events ({@code provider} holds the dialects that read, {@code known} what was
 *       published before).
 *   <li>{@code trigger}: rules over single events.
 *   <li>{@code publish}: Kafka records, at least once, and the settlement. {@code parked} keeps what cannot go on.
 * </ol>
 *
 * {@code relay} drives the second half, right after a commit and again from the sweeper; {@code status}, {@code replay} and
 * {@code retention} serve operators and time.
 */
@NullMarked
package io.bhiv.biometric;

import org.jspecify.annotations.NullMarked;
