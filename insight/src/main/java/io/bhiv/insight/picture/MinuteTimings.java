package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.Latency;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One series of timings over the last 24 hours. */
final class MinuteTimings {

    private final Minutes counts = new Minutes();
    private final Minutes sums = new Minutes();
    private final Minutes p50 = new Minutes();
    private final Minutes p95 = new Minutes();
    private final Minutes p99 = new Minutes();
    private long last = Long.MIN_VALUE;

    void add(long minute, MinuteTiming timing) {
        counts.add(minute, (double) timing.count());
        sums.add(minute, timing.sumMs());
        p50.add(minute, timing.p50Ms() * timing.count());
        p95.add(minute, timing.p95Ms() * timing.count());
        p99.add(minute, timing.p99Ms() * timing.count());
        last = Math.max(last, minute);
    }

    void clearBefore(long minute) {
        List.of(counts, sums, p50, p95, p99).forEach(values -> values.clearBefore(minute));
    }

    MinuteTiming between(long from, long until) {
        double count = counts.sum(from, until);
        return count == 0
                ? new MinuteTiming(0, 0, 0, 0, 0)
                : new MinuteTiming(
                        (long) count,
                        sums.sum(from, until),
                        p50.sum(from, until) / count,
                        p95.sum(from, until) / count,
                        p99.sum(from, until) / count);
    }

    @Nullable
    Latency latency(TimingKey key, long from, long until) {
        MinuteTiming span = between(from, until);
        return span.count() == 0
                ? null
                : new Latency(
                        key.service(),
                        key.name(),
                        key.subject(),
                        span.count(),
                        span.sumMs(),
                        span.p50Ms(),
                        span.p95Ms(),
                        span.p99Ms(),
                        Instant.ofEpochSecond(last * 60));
    }

    boolean[] active(long until) {
        boolean[] active = new boolean[Minutes.KEPT];
        for (int i = 0; i < active.length; i++) {
            active[i] = counts.at(until - active.length + i) > 0;
        }
        return active;
    }
}
