package io.bhiv.insight.picture;

import io.bhiv.model.insight.Timing;

/**
 * What was timed in one minute, or in a longer span.
 *
 * @param histogram of the durations whose buckets were reported: not of those from a version that reports none
 */
public record MinuteTiming(long count, double sumMs, Histogram histogram) {

    public static MinuteTiming of(Timing timing) {
        return new MinuteTiming(
                timing.count(),
                timing.sumMs(),
                timing.buckets() == null ? Histogram.NONE : Histogram.of(timing.buckets()));
    }

    MinuteTiming withoutHistogram() {
        return new MinuteTiming(count, sumMs, Histogram.NONE);
    }

    /** Both together. */
    public MinuteTiming and(MinuteTiming more) {
        return new MinuteTiming(count + more.count, sumMs + more.sumMs, histogram.and(more.histogram));
    }
}
