package io.bhiv.biometric.normalise;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

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

    /** What the first authentic delivery of a user without a link means. */
    enum UnknownUsers {
        /** It makes the link. */
        LINK,
        /** It is parked until an authentication makes the link. */
        PARK
    }
}
