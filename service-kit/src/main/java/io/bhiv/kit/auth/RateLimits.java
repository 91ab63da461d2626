package io.bhiv.kit.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * Token buckets by key name and by address, per replica. A bucket holds five seconds of its rate.
 *
 * <p>Bounded: at most {@value #MOST} buckets, and one that was not used for a minute is full again and therefore forgotten.
 */
final class RateLimits {

    private static final int MOST = 100_000;
    private static final int BURST_SECONDS = 5;

    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();
    private final TimeMeter time;

    RateLimits(TimeMeter time) {
        this.time = time;
    }

    /** Takes one request of {@code who} at {@code perSecond}; zero where it is within the rate, else the time to wait. */
    Duration take(String who, int perSecond) {
        Bucket bucket = buckets.get(who, _ -> bucket(perSecond));
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Bucket bucket(int perSecond) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit ->
                        limit.capacity((long) perSecond * BURST_SECONDS).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
