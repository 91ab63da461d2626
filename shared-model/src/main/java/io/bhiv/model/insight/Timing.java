package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How long something took in one interval. Percentiles are upper bounds of histogram buckets.
 *
 * @param name what was timed: {@code acknowledgement} (from a request to its 2xx), {@code core-sync} (from acceptance to synced),
 *     {@code call} (of something behind a breaker, Kafka among them)
 * @param subject the intake, the module, or the destination of the call: {@code kafka}
 */
public record Timing(
        String name,
        String subject,
        long count,
        @JsonProperty("sum_ms") double sumMs,
        @JsonProperty("p50_ms") double p50Ms,
        @JsonProperty("p95_ms") double p95Ms,
        @JsonProperty("p99_ms") double p99Ms) {}
