package io.bhiv.core.deliver;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;

/** Deliveries, and the file of those that failed for good. */
@ConfigMapping(prefix = "bridge.core.delivery")
public interface DeliveryConfig {

    /** How long an answer waits for the first attempt; afterwards it is pending. */
    @WithDefault("2s")
    Duration answerWithin();

    /** File of what finally failed to reach BHIV Core, JSON lines. The database is the truth, the file is for people. */
    @WithDefault("data/failed_core_sends.log")
    Path failedSends();
}
