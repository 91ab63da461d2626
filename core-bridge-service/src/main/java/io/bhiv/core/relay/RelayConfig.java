package io.bhiv.core.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How publishing shares the machine with intake. */
@ConfigMapping(prefix = "bridge.core.publish")
public interface RelayConfig {

    /** Updates waiting to be journalled above which publishing holds back: whoever waits for an answer goes first. */
    @WithDefault("24")
    @Min(1)
    int yieldAbove();

    /** Updates published per second and processor while it holds back. What has to wait does so in memory, then in the journal. */
    @WithDefault("2000")
    @Min(1)
    int yieldingRate();
}
