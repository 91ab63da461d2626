package io.bhiv.bucket.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** How work is handed out. */
@ConfigMapping(prefix = "bucket.lease")
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

    /** Packets in one lease or one acknowledgement, at most. */
    @WithDefault("100")
    @Min(1)
    @Max(1000)
    int batchItems();

    /** Requests that may wait for work at once on this replica; more are answered 503. */
    @WithDefault("2000")
    @Min(1)
    int waiters();

    /** Claims after which a packet is dead. */
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

    /** Hand out at most one packet per user at a time, oldest first, whatever the consumer asks for. */
    @WithDefault("false")
    boolean perUserOrder();

    /** How often waiting requests are looked after where no hint came: pauses and leases that ran out, hints that were lost. */
    @WithDefault("500ms")
    Duration tick();

    /** How often packets whose last lease ran out are declared dead. */
    @WithDefault("1s")
    Duration expirySweep();
}
