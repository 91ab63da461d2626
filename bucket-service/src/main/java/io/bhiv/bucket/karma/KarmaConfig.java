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
@ConfigMapping(prefix = "bucket.karma")
public interface KarmaConfig {

    /** Where the Karma Tracker is, {@code KARMA_TRACKER_URL} in the environment; without it the consumer does not run. */
    Optional<URI> url();

    /** The rule table; without it the one that comes with the service. */
    Optional<Path> rules();

    /** Time one call may take. */
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

    /** Calls at once. */
    @WithDefault("16")
    @Min(1)
    @Max(100)
    int concurrency();

    /** Lease time of a batch; longer than all its calls can take. */
    @WithDefault("3m")
    Duration lease();

    /** How often it looks for work where nothing rouses it. */
    @WithDefault("1s")
    Duration interval();

    Breaker breaker();

    /** When to leave the Karma Tracker alone. */
    interface Breaker {

        /** Failures in a row that open it. */
        @WithDefault("5")
        @Min(1)
        int failures();

        /** Time after which one packet is tried again. */
        @WithDefault("60s")
        Duration openFor();
    }
}
