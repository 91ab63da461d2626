package io.bhiv.bucket.status;

import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/**
 * The counters of packets, {@code bridge.events} with the intake {@code prana}.
 *
 * <p>A packet counts as published when a consumer processed it: that is where it ends. Its copy on Kafka is not counted.
 */
public final class PacketCounters {

    private PacketCounters() {}

    /** Why a packet is refused. */
    public enum Refusal implements Reason {
        /** It is not a packet. */
        MALFORMED,
        TOO_LARGE,
        /** Its id belongs to another packet. */
        CONFLICT,
        /** The queue is too deep or its packets are due for too long. */
        QUEUE_FULL,
        /** PostgreSQL did not confirm it. */
        STORE_UNAVAILABLE
    }

    @Produces
    @Singleton
    static IntakeCounters<Refusal, Reason.None> prana(MeterRegistry meters) {
        return new IntakeCounters<>("prana", Refusal.class, Reason.None.class).register(meters);
    }
}
