package io.bhiv.biometric.relay;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How the second half of the pipeline is driven. */
@ConfigMapping(prefix = "bridge.biometric.relay")
public interface RelayConfig {

    /** Deliveries that go through the second half together, at most. */
    @WithDefault("256")
    @Min(1)
    int batchSize();

    /** Bytes of bodies that go through the second half together, about. */
    @WithDefault("8M")
    MemorySize batchBytes();

    /** Deliveries handed to Kafka and not yet settled; more wait. */
    @WithDefault("4096")
    @Min(1)
    int maxInFlight();

    /** Events of a batch that are made together, about: the rest of the batch is read when they are settled. */
    @WithDefault("20000")
    @Min(1)
    int eventsTogether();

    /** Events handed to Kafka and not yet settled; above, each batch is settled before the next one is read. */
    @WithDefault("40000")
    @Min(1)
    int maxEventsInFlight();

    /** Deliveries waiting in memory; what does not fit is left to the sweeper. */
    @WithDefault("16384")
    @Min(1)
    int queueSize();

    /** Bytes of bodies waiting in memory. */
    @WithDefault("48M")
    MemorySize queueBytes();

    /**
     * Deliveries waiting to be committed above which the second half rests between batches for as long as the last one took:
     * requests that wait for their 2xx go first, and the second half still gets about half of its time.
     */
    @WithDefault("24")
    @Min(1)
    int yieldAbove();

    /** Pause of the sweeper after it found nothing. */
    @WithDefault("1s")
    Duration sweepInterval();
}
