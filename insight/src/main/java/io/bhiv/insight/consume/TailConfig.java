package io.bhiv.insight.consume;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the page listens. */
@ConfigMapping(prefix = "bridge.insight.tail")
public interface TailConfig {

    /** How far back behind what the store kept the topic is read at start. What is contained already is not counted twice. */
    @WithDefault("10m")
    Duration length();

    /** Time without a record after which the broker is probed. */
    @WithDefault("2s")
    Duration probeAfter();

    /** Time one question to the broker may take. */
    @WithDefault("3s")
    Duration patience();
}
