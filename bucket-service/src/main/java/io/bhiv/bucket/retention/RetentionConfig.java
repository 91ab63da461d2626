package io.bhiv.bucket.retention;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How long things are kept. Whole days by the database's calendar in UTC; forgetting is a drop, never a delete. */
@ConfigMapping(prefix = "bucket.retention")
public interface RetentionConfig {

    /** Days a packet and its history are kept. Live packets are kept however old they are. */
    @WithDefault("30")
    @Min(1)
    int days();

    /** Days a dead packet waits for an operator before it is discarded, and counted as such. */
    @WithDefault("90")
    @Min(1)
    int deadDays();

    /** Days for which partitions are made ahead. */
    @WithDefault("7")
    @Min(1)
    @Max(60)
    int daysAhead();

    /** How often it is looked after. */
    @WithDefault("10m")
    Duration interval();
}
