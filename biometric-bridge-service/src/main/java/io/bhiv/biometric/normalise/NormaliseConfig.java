package io.bhiv.biometric.normalise;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How readings become events. */
@ConfigMapping(prefix = "bridge.biometric.normalise")
public interface NormaliseConfig {

    /** Whose deployment this is; part of every derived id, so it must not change while events are kept. */
    @WithDefault("bhiv")
    String tenant();

    /** What the first delivery of a user without a link means: {@code link} makes the link, {@code park} waits for an authentication. */
    @WithDefault("link")
    UnknownUsers unknownUsers();

    /** Goes into the provenance of every event. */
    @WithDefault("${quarkus.application.version:dev}")
    String bridgeVersion();

    /**
     * Braces, brackets, keys and values in one delivery, at most; one with more is parked as {@code TOO_MANY_TOKENS}. Ten megabytes of a
     * day's samples have about a million; each may take 60 bytes of memory while it is read.
     */
    @WithDefault("1200000")
    @Min(1_000)
    long maxTokens();

    /** Events that one delivery may become; one with more is parked as {@code TOO_MANY_EVENTS}. A night is about 25 events. */
    @WithDefault("10000")
    @Min(1)
    int maxEvents();

    /** What the first authentic delivery of a user without a link means. */
    enum UnknownUsers {
        /** It makes the link. */
        LINK,
        /** It is parked until an authentication makes the link. */
        PARK
    }
}
