package io.bhiv.kit.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * Token buckets by key name and by address, per replica and, where the service can share them, of all replicas together. A
 * bucket holds five seconds of its rate.
 *
 * <p>The replica's own bucket is tried first: a flood costs no call, and when the shared one is away the own one alone limits.
 *
 * <p>Bounded: at most {@value #MOST} buckets, and one that was not used for a minute is full again and therefore forgotten.
 */
final class RateLimits {

    private static final int MOST = 100_000;
    private static final Duration SHARED_TIMEOUT = Duration.ofMillis(250);

    private final Cache<String, Bucket> buckets = Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterAccess(Duration.ofMinutes(1))
            .build();
    private final TimeMeter time;
    private final Optional<SharedRateLimits> shared;

    RateLimits(TimeMeter time, Optional<SharedRateLimits> shared) {
        this.time = time;
        this.shared = shared;
    }

    /** Takes one request of {@code caller} at {@code perSecond}; zero where it is within the rate, else the time to wait. */
    Uni<Duration> take(String caller, int perSecond) {
        Duration pause = takeHere(caller, perSecond);
        return shared.isEmpty() || !pause.isZero()
                ? Uni.createFrom().item(pause)
                : shared.get()
                        .take(caller, perSecond)
                        .ifNoItem()
                        .after(SHARED_TIMEOUT)
                        .fail()
                        .onFailure()
                        .recoverWithItem(away -> {
                            Log.debugf(
                                    "Shared rate limit unavailable, using this replica's own [cause=%s]",
                                    away.getClass());
                            return Duration.ZERO;
                        })
                        .emitOn(onThisContext());
    }

    /** The answer comes on a thread of the shared place, or of a timer; the request continues on its own. */
    private static Executor onThisContext() {
        Context request = Vertx.currentContext();
        return request == null ? Runnable::run : task -> request.runOnContext(_ -> task.run());
    }

    private Duration takeHere(String caller, int perSecond) {
        Bucket bucket = buckets.get(caller, _ -> bucket(perSecond));
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Bucket bucket(int perSecond) {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity((long) perSecond * SharedRateLimits.BURST_SECONDS)
                        .refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }
}
