package io.bhiv.core.relay;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** How publishing yields to intake. */
@ConfigMapping(prefix = "bridge.core.publish")
public interface RelayConfig {

    /** Updates waiting to be journalled above which publishing rests between batches, because callers wait for those. */
    @WithDefault("24")
    @Min(1)
    int yieldAbove();
}
