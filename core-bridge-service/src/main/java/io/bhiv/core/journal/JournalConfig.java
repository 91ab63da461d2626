package io.bhiv.core.journal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long things are kept, and how much may wait. */
@ConfigMapping(prefix = "bridge.core.journal")
public interface JournalConfig {

    /** Pending updates at which intake answers 503: the bucket has been away for so long that the disk is at stake. */
    @WithDefault("5000000")
    @Min(1)
    long maxPending();

    /** How long an Idempotency-Key is remembered. */
    @WithDefault("7d")
    Duration rememberKeys();

    /** Days of journal and of sync history kept; what is still pending is never dropped. */
    @WithDefault("30")
    @Min(1)
    @Max(3_650)
    int keepDays();

    /**
     * Time a process has for publishing what it took in or claimed, before a sweeper of any replica may; longer than
     * {@code bridge.kafka.delivery-timeout}, or updates are published twice (under the same id).
     */
    @WithDefault("40s")
    Duration grace();

    /** Time after which a published update that others have overtaken is published again, under the same id. */
    @WithDefault("15m")
    Duration resendAfter();
}
