package io.bhiv.biometric.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;

/** For how long deliveries are kept, and what is remembered of people whose connections have ended. */
@ConfigMapping(prefix = "bridge.biometric.retention")
public interface RetentionConfig {

    /**
     * Days a delivery is kept, whole days of UTC; older partitions are dropped. What the rules keep of a person is erased as long
     * after the last connection of the person has ended.
     */
    @WithDefault("30")
    @Min(2)
    int days();

    /**
     * Days for which a delivery of somebody who is not known, or whose connection was revoked, waits for the person to connect. It is
     * dropped then, by the rule `not_connected`, and can be replayed while its day is kept.
     */
    @WithDefault("7")
    @Min(1)
    int awaitedDays();

    /** Days for which partitions exist ahead of time. */
    @WithDefault("7")
    @Min(1)
    int partitionsAhead();
}
