package io.bhiv.biometric.fetch;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;

/** How payloads that a webhook only points at are brought in. */
@ConfigMapping(prefix = "bridge.biometric.fetch")
public interface FetchConfig {

    /** Hosts a payload may come from; a leading dot stands for every host below. */
    @WithDefault(".amazonaws.com")
    List<String> allowedHosts();

    /** Largest payload. */
    @WithDefault("64M")
    MemorySize maxPayload();

    /**
     * Bytes of payloads that are being downloaded or stored, all together, within {@code bridge.bodies.at-once}; at least
     * {@code max-payload}. What finds no room is fetched a little later.
     */
    @WithDefault("64M")
    MemorySize maxBytesInFlight();

    /** Pause before a fetch that found no room is tried again. */
    @WithDefault("2s")
    Duration roomPause();

    /** Time one fetch may take in all; shorter than the claim on the delivery. */
    @WithDefault("20s")
    Duration timeout();

    /** Fetches under way at once ({@code AIOHTTP_CONNECTOR_LIMIT}); further ones wait in the journal. */
    @WithDefault("100")
    @Min(1)
    int maxConnections();

    /** Pause before a fetch that failed is tried again; addresses live for about 300 s. */
    @WithDefault("10s")
    Duration retryPause();

    /** Fetches of one payload, at most. */
    @WithDefault("5")
    @Min(1)
    int maxAttempts();

    /** Lets tests fetch from a plain-HTTP server on loopback. Refused in production. */
    @WithDefault("false")
    boolean allowLoopback();
}
