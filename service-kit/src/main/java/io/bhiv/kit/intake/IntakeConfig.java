package io.bhiv.kit.intake;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How records are read from Kafka. */
@ConfigMapping(prefix = "bridge.intake")
public interface IntakeConfig {

    /** Records in one batch, at most. */
    @WithDefault("500")
    @Min(1)
    int batchRecords();

    /** Bytes of values in one poll, of which the first is always read; a batch ends with the poll that reaches it. */
    @WithDefault("4M")
    MemorySize batchBytes();

    /** Time one batch may take before it counts as failed and is tried again; above `bridge.store.statement-timeout`. */
    @WithDefault("30s")
    Duration batchTimeout();

    /**
     * Longest pause before a batch that failed is tried again; the first is 250 ms, each further one twice as long. With a shorter one a
     * record that is always too slow is parked sooner. Never below the first.
     */
    @WithDefault("10s")
    Duration longestPause();

    /** How often offsets are committed, for all partitions together: a commit costs the broker as much as a batch. */
    @WithDefault("1s")
    Duration commitInterval();

    /** Bytes for which a broker waits before it answers, so that hundreds of small records share one statement. */
    @WithDefault("64K")
    MemorySize fetchMinBytes();

    /** Longest time for which a broker waits for them. */
    @WithDefault("25ms")
    Duration fetchMaxWait();

    /** Compressed bytes of one answer of a broker, about. */
    @WithDefault("1M")
    MemorySize fetchBytes();

    /** Compressed bytes of one partition in it, about. A single larger record is read all the same. */
    @WithDefault("256K")
    MemorySize partitionFetchBytes();

    /** Largest value of a record, decompressed. Of a larger one the first bytes are kept, and it is parked. */
    @WithDefault("16M")
    MemorySize maxRecord();

    /** Time in milliseconds after which the brokers give a silent replica's partitions to another. */
    @WithDefault("${KAFKA_SESSION_TIMEOUT_MS:10000}")
    @Min(100)
    int sessionTimeoutMs();

    /** Milliseconds between two signs of life to the brokers; a third of the session timeout or less. */
    @WithDefault("${KAFKA_HEARTBEAT_INTERVAL_MS:3000}")
    @Min(10)
    int heartbeatIntervalMs();

    /** Bytes of a parked record's value that are kept. */
    @WithDefault("64K")
    MemorySize keptBytes();

    /** Days for which parked records are kept. */
    @WithDefault("30")
    @Min(1)
    int keptDays();
}
