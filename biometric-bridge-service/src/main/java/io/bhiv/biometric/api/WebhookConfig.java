package io.bhiv.biometric.api;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What the edge takes in at once. */
@ConfigMapping(prefix = "bridge.biometric.webhook")
public interface WebhookConfig {

    /** Requests between their first byte and their answer, at most ({@code MAX_CONCURRENT_WEBHOOKS}); more are answered 503. */
    @WithDefault("1000")
    @Min(1)
    int maxConcurrent();

    /**
     * Bytes of bodies held at once, over all requests, within {@code bridge.bodies.at-once}; more are answered 503. An eighth of them
     * is kept for the small bodies of each provider, so that large ones cannot keep everybody out.
     */
    @WithDefault("64M")
    MemorySize maxBytesInFlight();

    /** Time a body may take to arrive completely; slower ones are answered 408 and cut. */
    @WithDefault("10s")
    Duration bodyDeadline();

    /** Largest body of Oura and of WHOOP: they send ids only. */
    @WithDefault("64K")
    MemorySize noticeLimit();

    /** Largest body of Terra: it carries the data. */
    @WithDefault("16M")
    MemorySize terraLimit();

    /** Bodies above this size are hashed off the event loop. */
    @WithDefault("64K")
    MemorySize hashInlineUpTo();
}
