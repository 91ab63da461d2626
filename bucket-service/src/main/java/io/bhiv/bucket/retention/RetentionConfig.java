package io.bhiv.bucket.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long packets are kept: whole days in UTC by the database clock. */
@ConfigMapping(prefix = "bridge.bucket.retention")
public interface RetentionConfig {

    /** Days a packet and its history are kept. Live packets are kept at any age. */
    @WithDefault("30")
    @Min(1)
    int days();

    /** Days after which a dead packet is discarded; it is counted as discarded. */
    @WithDefault("90")
    @Min(1)
    int deadDays();

    /** Days for which partitions are created ahead. */
    @WithDefault("7")
    @Min(1)
    @Max(60)
    int daysAhead();

    /** How often retention runs. */
    @WithDefault("10m")
    Duration interval();
}
