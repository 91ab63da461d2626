package io.bhiv.kit.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Cache;
import io.github.bucket4j.TimeMeter;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final class SettableTime implements TimeMeter {

        private long nanos;

        @Override
        public long currentTimeNanos() {
            return nanos;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }

    private final SettableTime time = new SettableTime();
    private final RateLimits limits = new RateLimits(time, Optional.empty());

    @Test
    void fiveSecondsOfTheRatePassAtOnceAndThenOneAtATime() {
        for (int i = 0; i < 10; i++) {
            assertThat(take(limits, "one")).isZero();
        }

        assertThat(take(limits, "one")).isEqualTo(Duration.ofMillis(500));
        time.nanos += Duration.ofMillis(500).toNanos();
        assertThat(take(limits, "one")).isZero();
        assertThat(take(limits, "one")).isPositive();
    }

    @Test
    void eachCallerHasABucketOfItsOwn() {
        for (int i = 0; i < 10; i++) {
            take(limits, "one");
        }

        assertThat(take(limits, "one")).isPositive();
        assertThat(take(limits, "other")).isZero();
    }

    @Test
    void theSharedLimitDecidesWhereTheOwnOneWouldLetItPass() {
        RateLimits replica = new RateLimits(
                time, Optional.of((caller, perSecond) -> Uni.createFrom().item(Duration.ofMillis(70))));

        assertThat(take(replica, "one")).isEqualTo(Duration.ofMillis(70));
    }

    @Test
    void theOwnLimitHoldsWhileTheSharedOneIsAwayOrHangs() {
        RateLimits away = new RateLimits(
                time, Optional.of((caller, perSecond) -> Uni.createFrom().failure(new IOException("no connection"))));
        RateLimits hung = new RateLimits(
                time, Optional.of((caller, perSecond) -> Uni.createFrom().nothing()));

        for (int i = 0; i < 10; i++) {
            assertThat(take(away, "one")).isZero();
        }
        assertThat(take(away, "one")).isPositive();
        assertThat(take(hung, "one")).isZero();
    }

    private static Duration take(RateLimits limits, String caller) {
        return limits.take(caller, 2).await().atMost(Duration.ofSeconds(5));
    }

    /** Caffeine finds the classes of a cache by names made of its settings; a native image has only those that are listed. */
    @Test
    void theClassesOfTheCacheAreKnownToTheNativeImage() throws Exception {
        Object cache = field(RateLimits.class, "buckets", limits);
        Object map = ((Cache<?, ?>) cache).asMap();
        Object nodes = field(Class.forName("com.github.benmanes.caffeine.cache.BoundedLocalCache"), "nodeFactory", map);
        try (InputStream metadata = RateLimits.class.getResourceAsStream(
                "/META-INF/native-image/io.bhiv/service-kit/reachability-metadata.json")) {
            assertThat(new String(metadata.readAllBytes(), StandardCharsets.UTF_8))
                    .contains(
                            '"' + map.getClass().getName() + '"',
                            '"' + nodes.getClass().getName() + '"');
        }
    }

    private static Object field(Class<?> type, String name, Object of) throws ReflectiveOperationException {
        Field field = type.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(of);
    }
}
