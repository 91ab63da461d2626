package io.bhiv.bucket.karma;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The built-in karma consumer. */
@ConfigMapping(prefix = "bridge.bucket.karma")
public interface KarmaConfig {

    /** Address of the Karma Tracker, {@code KARMA_TRACKER_URL} in the environment; without it the consumer does not run. */
    Optional<URI> url();

    /** The rule table; by default the one that is part of the service. */
    Optional<Path> rules();

    /** Timeout of one call. */
    @WithDefault("5s")
    Duration timeout();

    /** Calls per packet before it is given back. */
    @WithDefault("3")
    @Min(1)
    @Max(10)
    int attempts();

    /** Pause before the second call; it doubles. */
    @WithDefault("200ms")
    Duration pause();

    /** Packets leased at once. */
    @WithDefault("64")
    @Min(1)
    @Max(100)
    int batch();

    /** Packets in work at once, and so calls. */
    @WithDefault("16")
    @Min(1)
    @Max(100)
    int concurrency();

    /** Of these, packets that failed before: calls that hang must not hold the others back. */
    @WithDefault("4")
    @Min(1)
    @Max(100)
    int repeatedConcurrency();

    /** Lease time; longer than all calls for one packet can take. */
    @WithDefault("3m")
    Duration lease();

    /** How often it looks for work without being notified. */
    @WithDefault("1s")
    Duration interval();

    Breaker breaker();

    /** When to stop calling the Karma Tracker. */
    interface Breaker {

        /** Failures in a row that open it. */
        @WithDefault("5")
        @Min(1)
        int failures();

        /** Time after which one packet is tried again, and the longest that this may take; at least the timeout of a call. */
        @WithDefault("60s")
        Duration openFor();
    }
}
