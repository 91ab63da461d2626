package io.bhiv.biometric.publish;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How events are handed to Kafka. */
@ConfigMapping(prefix = "bridge.biometric.publish")
public interface PublishConfig {

    /** Pause before a delivery that Kafka did not acknowledge is tried again. */
    @WithDefault("2s")
    Duration retryPause();

    /** Entries into the second half after which a delivery that our code fails on is parked. */
    @WithDefault("5")
    @Min(1)
    int maxAttempts();
}
