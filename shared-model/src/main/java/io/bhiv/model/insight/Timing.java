package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How long something took in one interval. Percentiles are upper bounds of histogram buckets, and of this interval alone: those of
 * a longer time are computed from the buckets of its intervals, added up.
 *
 * @param name what was timed: {@code acknowledgement} (from a request to its 2xx), {@code core-sync} (from acceptance to synced),
 *     {@code call} (of something behind a breaker, Kafka among them)
 * @param subject the intake, the module, or the destination of the call: {@code kafka}
 * @param buckets how often it took how long, by the number of the bucket, without those that are empty: eight buckets to each doubling,
 *     so that number n below 8 ends before n + 1 µs and any other before (n mod 8 + 9) · 2^(n div 8 - 1) µs. Null from a version that
 *     does not report them, and where a report would become too large
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Timing(
        String name,
        String subject,
        long count,
        @JsonProperty("sum_ms") double sumMs,
        @JsonProperty("p50_ms") double p50Ms,
        @JsonProperty("p95_ms") double p95Ms,
        @JsonProperty("p99_ms") double p99Ms,
        @Nullable SortedMap<Integer, Long> buckets) {

    public Timing {
        buckets = buckets == null ? null : Collections.unmodifiableSortedMap(new TreeMap<>(buckets));
    }
}
