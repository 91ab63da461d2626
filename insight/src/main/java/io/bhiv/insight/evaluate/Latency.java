package io.bhiv.insight.evaluate;

import java.time.Instant;

/**
 * How long something took in a span of time.
 *
 * @param p50Ms, p95Ms, p99Ms of its busiest kind of second: a percentile of a longer span cannot be had from those of its seconds, so
 *     these are averages weighted by count
 * @param last the last minute in which something was timed
 */
public record Latency(
        String service,
        String name,
        String subject,
        long count,
        double sumMs,
        double p50Ms,
        double p95Ms,
        double p99Ms,
        Instant last) {

    public double averageMs() {
        return count == 0 ? 0 : sumMs / count;
    }
}
