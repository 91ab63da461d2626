package io.bhiv.core.journal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How much may be pending, and when it is published again. */
@ConfigMapping(prefix = "bridge.core.journal")
public interface JournalConfig {

    /** Pending updates at which intake answers 503, before a bucket that has been away for long fills the disk. */
    @WithDefault("5000000")
    @Min(1)
    long maxPending();

    /**
     * Time a process has for publishing what it accepted or claimed, before a sweeper of any replica may take it; longer than
     * {@code bridge.kafka.delivery-timeout}, or updates are published twice (under the same id).
     */
    @WithDefault("40s")
    Duration grace();

    /** Time after which a published update that others have overtaken is published again, under the same id. */
    @WithDefault("15m")
    Duration resendAfter();
}
