package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How long something took in one interval. Percentiles are upper bounds of histogram buckets.
 *
 * @param name what was timed: {@code acknowledgement} (from the request to its 2xx), {@code kafka-ack}, {@code core-sync}
 * @param subject the intake or the module; empty where there is only one
 */
public record Timing(
        String name,
        String subject,
        long count,
        @JsonProperty("sum_ms") double sumMs,
        @JsonProperty("p50_ms") double p50Ms,
        @JsonProperty("p95_ms") double p95Ms,
        @JsonProperty("p99_ms") double p99Ms) {}
