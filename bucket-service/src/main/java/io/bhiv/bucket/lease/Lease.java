package io.bhiv.bucket.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Packets that belong to one consumer until a time by the database clock.
 *
 * @param until null if nothing was leased
 */
public record Lease(UUID id, @Nullable Instant until, List<Packet> packets) {

    public Lease {
        packets = List.copyOf(packets);
    }

    public boolean isEmpty() {
        return packets.isEmpty();
    }

    /** Bytes that packets take in memory: as they are read, and as they are sent. */
    static long held(List<Packet> packets) {
        return 2 * packets.stream().mapToLong(packet -> packet.body().length()).sum();
    }

    /**
     * A consumer's request for work.
     *
     * @param limit packets, at most
     * @param leaseTime how long the lease lasts
     * @param maxWait how long it waits for the first one
     * @param perUserOrder true for at most one packet per user: the oldest of that user's live packets
     */
    public record Request(int limit, Duration leaseTime, Duration maxWait, boolean perUserOrder) {

        public Request {
            if (limit < 1 || leaseTime.isNegative() || leaseTime.isZero() || maxWait.isNegative()) {
                throw new IllegalArgumentException("limits are checked before a lease is requested");
            }
        }
    }

    /**
     * One packet, leased to a consumer or only peeked at.
     *
     * @param body the packet as it arrived
     * @param leaseId null if it was only peeked at
     * @param leaseUntil null if it was only peeked at
     * @param attempt claims since it arrived or was redriven, this one included
     * @param epoch claims since it arrived; never decreases, so it serves as a fencing token
     */
    public record Packet(
            String packetId,
            String subject,
            String body,
            Instant receivedAt,
            @Nullable UUID leaseId,
            @Nullable Instant leaseUntil,
            int attempt,
            int epoch) {

        /** Without the body, which is what a person did. */
        @Override
        public String toString() {
            return "Packet[" + packetId + ", attempt " + attempt + "]";
        }
    }

    /** A lease that was given more time. */
    public record Extension(Instant until, int packets) {}
}
