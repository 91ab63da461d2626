package io.bhiv.kit.insight;

import io.bhiv.model.insight.InsightEvent.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * A token bucket for each kind of event, which counts what it holds back. Where no report takes events away, it lets no more through than
 * there may wait. For one thread at a time.
 */
final class EventBudget {

    private static final class Bucket {

        private double tokens;
        private Instant filledAt;
        private long suppressed;

        Bucket(double tokens, Instant filledAt) {
            this.tokens = tokens;
            this.filledAt = filledAt;
        }
    }

    private final int burst;
    private final int perSecond;
    private final int most;
    private int waiting;
    private final Map<Kind, Bucket> buckets = new EnumMap<>(Kind.class);

    /** @param most events of all kinds that may wait for a report */
    EventBudget(int burst, int perSecond, int most) {
        this.burst = burst;
        this.perSecond = perSecond;
        this.most = most;
    }

    /** A report takes what was let through. */
    void taken() {
        waiting = 0;
    }

    /** How many of the kind were held back since the last one that was let through; empty where this one is held back too. */
    OptionalLong take(Kind kind, Instant now) {
        Bucket bucket = buckets.computeIfAbsent(kind, first -> new Bucket(burst, now));
        double seconds = Math.max(0, Duration.between(bucket.filledAt, now).toMillis() / 1e3);
        bucket.tokens = Math.min(burst, bucket.tokens + seconds * perSecond);
        bucket.filledAt = now;
        if (bucket.tokens < 1 || waiting >= most) {
            bucket.suppressed++;
            return OptionalLong.empty();
        }
        bucket.tokens--;
        waiting++;
        long before = bucket.suppressed;
        bucket.suppressed = 0;
        return OptionalLong.of(before);
    }
}
