package io.bhiv.insight.ask;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Where the page queries the services. */
@ConfigMapping(prefix = "bridge.insight.services")
public interface ServicesConfig {

    /** Base address of the biometric bridge. */
    @WithDefault("${BRIDGE_BIOMETRIC_URL:http://localhost:8889}")
    URI biometric();

    /** Base address of the bucket service. */
    @WithDefault("${BRIDGE_BUCKET_URL:http://localhost:3000}")
    URI bucket();

    /** Base address of the core bridge. */
    @WithDefault("${BRIDGE_CORE_URL:http://localhost:8000}")
    URI core();

    /** Base address of the automation service. */
    @WithDefault("${BRIDGE_AUTOMATION_URL:http://localhost:8010}")
    URI automation();

    /** The page's own API key, with the role viewer, and operator if the page may act; where the services need none it is left out. */
    Optional<String> key();

    /** Time an answer may take: more than the first query of a service that has just started, and less than people wait for a page. */
    @WithDefault("3s")
    Duration limit();
}
