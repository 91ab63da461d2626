package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.Latency;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One series of timings over the last 24 hours. */
final class MinuteTimings {

    private final Minutes counts = new Minutes();
    private final Minutes sums = new Minutes();
    private final MinuteHistograms histograms = new MinuteHistograms();

    void add(long minute, MinuteTiming timing) {
        counts.add(minute, (double) timing.count());
        sums.add(minute, timing.sumMs());
        histograms.add(minute, timing.histogram());
    }

    /** Something was timed in this minute, which need not be kept. */
    void seen(long minute) {
        counts.seen(minute);
    }

    void clearBefore(long minute) {
        counts.clearBefore(minute);
        sums.clearBefore(minute);
        histograms.clearBefore(minute);
    }

    /** Forgets how the durations before this minute were distributed, but neither how many they were nor their sum. */
    void forgetBucketsBefore(long minute) {
        histograms.clearBefore(minute);
    }

    long buckets() {
        return histograms.buckets();
    }

    long count(long from, long until) {
        return (long) counts.sum(from, until);
    }

    double sumMs(long from, long until) {
        return sums.sum(from, until);
    }

    MinuteTiming at(long minute) {
        return new MinuteTiming((long) counts.at(minute), sums.at(minute), histograms.at(minute));
    }

    @Nullable
    Latency latency(TimingKey key, long from, long until) {
        long count = count(from, until);
        return count == 0
                ? null
                : new Latency(
                        key.service(),
                        key.name(),
                        key.subject(),
                        count,
                        sumMs(from, until),
                        counts.at(until - 2) / 60,
                        histograms.percentiles(from, until).orElse(null),
                        Instant.ofEpochSecond(counts.last() * 60));
    }

    /** How many were timed. */
    Minutes counts() {
        return counts;
    }
}
