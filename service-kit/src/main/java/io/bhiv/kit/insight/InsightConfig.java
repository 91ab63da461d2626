package io.bhiv.kit.insight;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Optional;

/** What this service reports to the InsightFlow page. */
@ConfigMapping(prefix = "bridge.insight")
public interface InsightConfig {

    /** Report at all; without it the page shows this service as silent. */
    @WithDefault("true")
    boolean enabled();

    /** Name of the service on the page. */
    @WithDefault("${quarkus.application.name:bhiv-bridge}")
    String service();

    /** Name of this process among the replicas of its service; without one, the name of its host and its port. */
    Optional<String> replica();

    /** Time between two reports. The page takes a replica for silent after 8 s. */
    @WithDefault("1s")
    Duration every();

    /** Gauges, heartbeats, dependencies and tallies are in every report with this number. */
    @WithDefault("5")
    @Min(1)
    int vitalsEvery();

    /** Memory for records that Kafka has not acknowledged; what exceeds it is dropped and counted. */
    @WithDefault("1M")
    MemorySize bufferMemory();

    /** Time after which a record that Kafka does not acknowledge is dropped. */
    @WithDefault("10s")
    Duration deliveryTimeout();

    Events events();

    /** How many single events may be sent; each kind has its own allowance. */
    interface Events {

        /** Events of a kind that may be sent at once. */
        @WithDefault("20")
        @Min(1)
        int burst();

        /** Events of a kind that may be sent per second in the long run. */
        @WithDefault("1")
        @Min(1)
        int perSecond();
    }
}
