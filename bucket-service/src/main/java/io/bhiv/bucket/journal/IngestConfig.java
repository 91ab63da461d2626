package io.bhiv.bucket.journal;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** Limits of intake. */
@ConfigMapping(prefix = "bridge.bucket.ingest")
public interface IngestConfig {

    /** Largest body of a single packet: 64 KiB of {@code raw_signals} and room for the other members. */
    @WithDefault("80K")
    MemorySize maxPacket();

    /** Largest body of a batch. */
    @WithDefault("8M")
    MemorySize maxBatch();

    /** Packets in one batch. */
    @WithDefault("1000")
    @Min(1)
    @Max(1000)
    int batchItems();

    /** Live packets (waiting or leased) above which intake returns 503; 0 for no limit. */
    @WithDefault("5000000")
    @Min(0)
    long maxDepth();

    /** Intake returns 503 when a packet has been due for longer than this, because no consumer takes work; 0 for no limit. */
    @WithDefault("P7D")
    Duration maxAge();

    /** {@code Retry-After} of such a 503. */
    @WithDefault("30s")
    Duration retryAfter();
}
