package io.bhiv.core.deliver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Deliveries and what becomes of those that fail. */
@ConfigMapping(prefix = "bridge.core.delivery")
public interface DeliveryConfig {

    /** How long an answer waits for the first attempt; afterwards it says pending. */
    @WithDefault("2s")
    Duration answerWithin();

    /** File of what finally failed to reach BHIV Core, JSON lines. The database is the truth, the file is for people. */
    @WithDefault("data/failed_core_sends.log")
    Path failedSends();

    /** How long delivered ones are remembered. */
    @WithDefault("7d")
    Duration remember();
}
