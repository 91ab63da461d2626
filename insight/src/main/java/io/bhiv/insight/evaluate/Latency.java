package io.bhiv.insight.evaluate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long something took in a span of time.
 *
 * @param perSecond of the last full minute
 * @param percentiles of the durations whose buckets were reported; null where none were, because a version reported them that does not
 * @param last the last minute in which something was timed
 */
public record Latency(
        String service,
        String name,
        String subject,
        long count,
        double sumMs,
        double perSecond,
        @Nullable Percentiles percentiles,
        Instant last) {

    public double averageMs() {
        return count == 0 ? 0 : sumMs / count;
    }

    /** The percentiles are those of some durations only. */
    public boolean isPart() {
        return percentiles != null && percentiles.of() < count;
    }
}
