/**
 * A signed webhook becomes normalised events and explained triggers on Kafka. {@link io.bhiv.biometric.IngestPipeline}
 * is the story; the packages are its steps, in this order:
 *
 * <ol>
 *   <li>{@code webhook}: raw bytes in, a status out; the only package that knows HTTP requests. {@code intake} is its
 *       twin for Terra's direct Kafka topic.
 *   <li>{@code verify}: is it really the provider, and is it now?
 *   <li>{@code journal}: durable before any 2xx, each delivery once. {@code identity} says what "once" means.
 *   <li>{@code fetch}: what a provider only points at is brought in.
 *   <li>{@code normalise}: readings become events ({@code provider} holds the dialects that read).
 *   <li>{@code trigger}: rules over single events.
 *   <li>{@code publish}: Kafka records, at least once, and the settlement.
 * </ol>
 *
 * {@code relay} drives the second half, right after a commit and again from the sweeper; {@code operate} lets a person
 * look, replay and understand.
 */
@NullMarked
package io.bhiv.biometric;

import org.jspecify.annotations.NullMarked;
