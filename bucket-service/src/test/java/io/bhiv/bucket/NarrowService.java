package io.bhiv.bucket;

import io.quarkus.test.junit.QuarkusTestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * A queue of few packets, waiting requests that nothing but the protocol itself wakes, and a clock that is an hour ahead: tests
 * of any of these share one service.
 */
public final class NarrowService implements QuarkusTestProfile {

    static final int MAX_DEPTH = 500;

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("bridge.bucket.ingest.max-depth", Integer.toString(MAX_DEPTH), "bridge.bucket.lease.tick", "10h");
    }

    @Override
    public Set<Class<?>> getEnabledAlternatives() {
        return Set.of(AheadClock.class);
    }

    @Alternative
    @ApplicationScoped
    static class AheadClock {

        @Produces
        @Singleton
        Clock clock() {
            return Clock.offset(Clock.systemUTC(), Duration.ofHours(1));
        }
    }
}
