package io.bhiv.insight.evaluate;

import io.bhiv.kit.count.Latency.Recorded;
import java.util.Optional;

/**
 * Upper bounds of the buckets in which the percentiles of a span lie, at most an eighth too high.
 *
 * @param of how many durations they are computed from
 */
public record Percentiles(long of, double p50Ms, double p95Ms, double p99Ms) {

    /**
     * Of all durations of a span.
     *
     * @param counts by bucket; empty where nothing was counted
     */
    public static Optional<Percentiles> of(long[] counts) {
        Recorded all = new Recorded(counts, 0);
        long of = all.count();
        return of == 0
                ? Optional.empty()
                : Optional.of(new Percentiles(
                        of, all.percentileMillis(50), all.percentileMillis(95), all.percentileMillis(99)));
    }
}
