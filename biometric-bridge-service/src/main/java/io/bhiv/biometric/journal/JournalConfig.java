package io.bhiv.biometric.journal;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How deliveries are stored and claimed. */
@ConfigMapping(prefix = "bridge.biometric.journal")
public interface JournalConfig {

    /** Deliveries in one group commit, at most. */
    @WithDefault("512")
    @Min(1)
    @Max(5_000)
    int batchSize();

    /**
     * Group commits under way at once: one, so that all that comes meanwhile shares the next. See ADR 0003. With more, records
     * of a topic may be stored out of their order.
     */
    @WithDefault("1")
    @Min(1)
    int batchesInFlight();

    /** Deliveries waiting to be committed; more are answered 503. */
    @WithDefault("8192")
    @Min(1)
    int maxQueued();

    /** Time a group commit may take before its callers are answered 503. */
    @WithDefault("10s")
    Duration commitTimeout();

    /** Time for which the process that stored a delivery has it for itself; longer than Kafka may take to refuse a record. */
    @WithDefault("45s")
    Duration nudgeClaim();

    /** Time for which a sweeper holds what it claimed. */
    @WithDefault("60s")
    Duration sweepClaim();

    /** Connections opened at start, so that the first deliveries do not wait for them ({@code PG_POOL_MIN_SIZE}). */
    @WithDefault("5")
    @Min(0)
    int warmConnections();
}
