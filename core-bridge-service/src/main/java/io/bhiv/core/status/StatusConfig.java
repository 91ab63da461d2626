package io.bhiv.core.status;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** When health speaks up. */
@ConfigMapping(prefix = "bridge.core.status")
public interface StatusConfig {

    /** Age of the oldest pending update below which nothing is ever late. */
    @WithDefault("30s")
    Duration patience();

    /** Window over which growth of the pending queue is judged; whole minutes. */
    @WithDefault("5m")
    Duration growthWindow();

    /** Growth within the window that is worth a word. */
    @WithDefault("1000")
    @Min(1)
    long growth();

    /** How long figures may be reused for the next question; status is never older than this. */
    @WithDefault("500ms")
    Duration reuse();
}
