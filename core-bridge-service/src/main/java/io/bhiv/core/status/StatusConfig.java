package io.bhiv.core.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When health is not ok. */
@ConfigMapping(prefix = "bridge.core.status")
public interface StatusConfig {

    /** Age of the oldest pending update below which nothing counts as late; ten times of it is always late. */
    @WithDefault("30s")
    Duration patience();

    /** Window over which growth of the pending queue is judged; whole minutes. */
    @WithDefault("5m")
    Duration growthWindow();

    /** Growth within the window above which health is degraded. */
    @WithDefault("1000")
    @Min(1)
    long growth();

    /** How long figures may be reused for the next request; status is never older than this. */
    @WithDefault("500ms")
    Duration reuse();
}
