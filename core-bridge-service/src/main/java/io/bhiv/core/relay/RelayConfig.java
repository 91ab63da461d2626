package io.bhiv.core.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How publishing yields to intake. */
@ConfigMapping(prefix = "bridge.core.publish")
public interface RelayConfig {

    /** Updates waiting to be journalled above which publishing slows down, because callers wait for those. */
    @WithDefault("24")
    @Min(1)
    int yieldAbove();

    /** Updates published per second and processor while it is slowed down; the others wait in memory, then in the journal. */
    @WithDefault("2000")
    @Min(1)
    int yieldingRate();
}
