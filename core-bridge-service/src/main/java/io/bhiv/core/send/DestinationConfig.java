package io.bhiv.core.send;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where BHIV Core is, and how it is called. */
@ConfigMapping(prefix = "bridge.core.send")
public interface DestinationConfig {

    /** Address that payloads are posted to; {@code BHIV_CORE_URL} in the environment. */
    @WithDefault("${BHIV_CORE_URL:http://localhost:9000/bhiv/core}")
    URI url();

    /** Sent as {@code Authorization: Bearer}, where BHIV Core requires one. */
    Optional<String> token();

    /** Attempts in all. */
    @WithDefault("3")
    @Min(1)
    @Max(20)
    int attempts();

    /** Pause after the first failed attempt; doubles after each. */
    @WithDefault("1s")
    Duration firstPause();

    /** By how much of itself a pause may be longer. */
    @WithDefault("0.2")
    @DecimalMin("0")
    @DecimalMax("1")
    double jitter();

    /** Time one attempt may take: resolving, connecting, sending, and reading the whole answer. */
    @WithDefault("5s")
    Duration attemptTimeout();

    /** Time after the first attempt beyond which no further one begins; that in which none could be made, as behind an open breaker, is left out. */
    @WithDefault("60s")
    Duration totalLimit();

    /** How much of an answer is read; after that the connection is closed. */
    @WithDefault("64K")
    MemorySize maxAnswer();

    /** Calls at once. */
    @WithDefault("32")
    @Min(1)
    @Max(1_000)
    int concurrency();

    /** When calls stop for a while. */
    Breaker breaker();

    interface Breaker {

        /** Failures in a row that open it. */
        @WithDefault("5")
        @Min(1)
        int failures();

        /** Time after which one call is tried, and the longest that this may take; at least the time of an attempt. */
        @WithDefault("60s")
        Duration openFor();
    }
}
