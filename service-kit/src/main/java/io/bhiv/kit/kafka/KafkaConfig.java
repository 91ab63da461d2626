package io.bhiv.kit.kafka;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How this service writes to Kafka. The defaults are the published producer settings. */
@ConfigMapping(prefix = "bridge.kafka")
public interface KafkaConfig {

    /** {@code host:port} list of the brokers to start from; {@code KAFKA_BOOTSTRAP_SERVERS} in the environment. */
    @WithDefault("${kafka.bootstrap.servers:localhost:19092}")
    String bootstrapServers();

    /** Name under which the brokers see this producer. */
    @WithDefault("${quarkus.application.name:bhiv-bridge}")
    String clientId();

    /** How long records wait for companions before a batch is sent. */
    @WithDefault("5ms")
    Duration linger();

    /** Size of one batch per partition. */
    @WithDefault("16K")
    MemorySize batchSize();

    /** Largest record before compression, its headers included; larger ones are refused here and never sent. */
    @WithDefault("2M")
    MemorySize maxRecord();

    /** Memory for records not yet acknowledged; beyond it senders wait up to {@code max-block}, then fail. */
    @WithDefault("32M")
    MemorySize bufferMemory();

    /** Time one request to a broker may take. */
    @WithDefault("30s")
    Duration requestTimeout();

    /** Time from handing a record over to its final failure; at least linger + request timeout. */
    @WithDefault("35s")
    Duration deliveryTimeout();

    /** Time a sender may wait for metadata or buffer space. Never on the event loop. */
    @WithDefault("1s")
    Duration maxBlock();

    /** Compression of batches. */
    @WithDefault("snappy")
    String compression();

    Breaker breaker();

    Topics topics();

    /** When to stop calling a broker that does not acknowledge. */
    interface Breaker {

        /** Failures in a row that open it. */
        @WithDefault("5")
        @Min(1)
        int failures();

        /** Time after which one record is tried again, and the longest that this may take; at least delivery timeout + max-block. */
        @WithDefault("60s")
        Duration openFor();
    }

    /** Topics this service makes at start, where the broker allows it. */
    interface Topics {

        /** Make missing topics; false where an operator makes them, then they are only checked. */
        @WithDefault("true")
        boolean create();

        /** Partitions of a topic that is made here; also the width of order per person. */
        @WithDefault("10")
        @Min(1)
        @Max(10_000)
        int partitions();

        /** Copies of each partition; -1 takes the broker's default. */
        @WithDefault("-1")
        short replication();
    }
}
