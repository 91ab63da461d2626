package io.bhiv.bucket.lease;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How work is handed out. */
@ConfigMapping(prefix = "bridge.bucket.lease")
public interface LeaseConfig {

    /** Lease time of a consumer that names none. */
    @WithDefault("60s")
    Duration time();

    /** Longest lease time a consumer may name. */
    @WithDefault("1h")
    Duration longest();

    /** Longest time a request may wait for work. */
    @WithDefault("20s")
    Duration longestWait();

    /** Packets in one lease or one acknowledgement. */
    @WithDefault("100")
    @Min(1)
    @Max(1000)
    int batchItems();

    /** Bytes of packet bodies after which a lease takes no further packet; its first packet is always taken. */
    @WithDefault("1M")
    MemorySize maxBytes();

    /**
     * Bytes of the leases that are claimed or sent at once, beside {@code bridge.bodies.at-once}. They count twice, as they are read and as
     * they are sent. Further claims wait for a moment, and then get 503.
     */
    @WithDefault("24M")
    MemorySize bytesAtOnce();

    /** Requests that may wait for work at once on this replica; further ones get 503. */
    @WithDefault("2000")
    @Min(1)
    int waiters();

    /** Attempts after which a packet is dead. */
    @WithDefault("10")
    @Min(1)
    @Max(100)
    int maxAttempts();

    /** Pause after the first failed attempt; it doubles with each further one. */
    @WithDefault("2s")
    Duration backoffFirst();

    /** Longest pause. */
    @WithDefault("10m")
    Duration backoffLongest();

    /** Hand out at most one packet per user at a time, oldest first, for every consumer. */
    @WithDefault("false")
    boolean perUserOrder();

    /** How often waiting requests look for due packets that no hint announces: pauses and leases that ended, hints that were lost. */
    @WithDefault("500ms")
    Duration tick();

    /**
     * A packet that is due for longer than this becomes a dead letter with the reason {@code EXPIRED}: its day could otherwise
     * never be dropped. An operator lists and redrives it.
     */
    @WithDefault("P30D")
    Duration expireAfter();

    /** How often packets whose last lease expired, or that were due for too long, become dead letters. */
    @WithDefault("1s")
    Duration expirySweep();
}
