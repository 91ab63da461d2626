package io.bhiv.load.http;

import java.util.Arrays;
import org.HdrHistogram.Histogram;

/** The outcome of one load. Latencies are those of acknowledged requests; everything else is in the counts. */
public final class LoadResult {

    private final LoadPlan plan;
    private final Counts counts;
    private final long elapsedNanos;
    private final Histogram latency;
    private final int[] acknowledgedInSecond;

    LoadResult(LoadPlan plan, Counts counts, long elapsedNanos, Histogram latency, int[] acknowledgedInSecond) {
        this.plan = plan;
        this.counts = counts;
        this.elapsedNanos = elapsedNanos;
        this.latency = latency;
        this.acknowledgedInSecond = acknowledgedInSecond;
    }

    public LoadPlan plan() {
        return plan;
    }

    public Counts counts() {
        return counts;
    }

    /** From the begin of the measured window to the last answer that counts, or to the window's end if that is later. */
    public double elapsedSeconds() {
        return elapsedNanos / 1e9;
    }

    public double acknowledgedPerSecond() {
        return counts.acknowledged() * 1e9 / elapsedNanos;
    }

    /** Nanoseconds. */
    public Histogram latency() {
        return latency;
    }

    public double latencyMillis(double percentile) {
        return latency.getValueAtPercentile(percentile) / 1e6;
    }

    /** Acknowledged in each full second of the window: shows a stall that an average hides. */
    public int[] acknowledgedInSecond() {
        int full = Math.min(acknowledgedInSecond.length, (int) plan.measured().toSeconds());
        return Arrays.copyOf(acknowledgedInSecond, full);
    }
}
