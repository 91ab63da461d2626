package io.bhiv.core.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long things are kept. What is still open is never dropped. */
@ConfigMapping(prefix = "bridge.core.retention")
public interface RetentionConfig {

    /** Days of journal and of sync history kept. */
    @WithDefault("30")
    @Min(1)
    @Max(3_650)
    int keepDays();

    /** How long an Idempotency-Key is remembered, in whole days and at least this long. */
    @WithDefault("7d")
    Duration keys();

    /** How long deliveries that arrived are shown. */
    @WithDefault("7d")
    Duration deliveries();
}
