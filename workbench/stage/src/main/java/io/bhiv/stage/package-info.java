/**
 * What a service needs around it to run on one machine without Docker.
 *
 * <p>{@code backend} has PostgreSQL, Kafka and Redis; {@code layout} decides ports, secrets and environment; {@code process} runs a
 * service; {@code topic} reads what comes out. {@link io.bhiv.stage.Stage} puts them together for benchmarks and tests; the local stack
 * builds on the same parts and adds supervision. Nothing here ships.
 */
@NullMarked
package io.bhiv.stage;

import org.jspecify.annotations.NullMarked;
