package io.bhiv.insight.picture;

import io.bhiv.model.insight.Timing;

/** What was timed in one minute. Percentiles are averages of the seconds' ones, weighted by count. */
public record MinuteTiming(long count, double sumMs, double p50Ms, double p95Ms, double p99Ms) {

    public static MinuteTiming of(Timing timing) {
        return new MinuteTiming(timing.count(), timing.sumMs(), timing.p50Ms(), timing.p95Ms(), timing.p99Ms());
    }

    /** Both together. */
    public MinuteTiming and(MinuteTiming more) {
        long both = count + more.count;
        return both == 0
                ? this
                : new MinuteTiming(
                        both,
                        sumMs + more.sumMs,
                        weighted(p50Ms, more.p50Ms, more.count, both),
                        weighted(p95Ms, more.p95Ms, more.count, both),
                        weighted(p99Ms, more.p99Ms, more.count, both));
    }

    private double weighted(double mine, double other, long otherCount, long both) {
        return (mine * count + other * otherCount) / both;
    }
}
