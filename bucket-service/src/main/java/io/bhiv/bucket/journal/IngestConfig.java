package io.bhiv.bucket.journal;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How much may come in. */
@ConfigMapping(prefix = "bucket.ingest")
public interface IngestConfig {

    /** Largest body of a single packet: 64 KiB of {@code raw_signals} and room for the rest. */
    @WithDefault("80K")
    MemorySize maxPacket();

    /** Largest body of a batch. */
    @WithDefault("8M")
    MemorySize maxBatch();

    /** Packets in one batch, at most. */
    @WithDefault("1000")
    @Min(1)
    @Max(1000)
    int batchItems();

    /** Live packets (waiting or leased) beyond which intake answers 503; 0 for no limit. */
    @WithDefault("5000000")
    @Min(0)
    long maxDepth();

    /** Age of the oldest live packet beyond which intake answers 503, because nobody seems to work any more; 0 for no limit. */
    @WithDefault("P7D")
    Duration maxAge();

    /** What {@code Retry-After} says on such a 503. */
    @WithDefault("30s")
    Duration retryAfter();
}
