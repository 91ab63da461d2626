package io.bhiv.biometric.publish;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are handed to Kafka. */
@ConfigMapping(prefix = "bridge.publish")
public interface PublishConfig {

    /** Pause before a delivery that Kafka did not acknowledge is tried again. */
    @WithDefault("2s")
    Duration retryPause();
}
