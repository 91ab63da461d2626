package io.bhiv.bucket.lease;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One packet, leased to a consumer or only peeked at.
 *
 * @param body the packet as it arrived
 * @param leaseId null if it was only peeked at
 * @param leaseUntil null if it was only peeked at
 * @param attempt claims since it arrived or was redriven, this one included
 * @param epoch claims since it arrived; never decreases, so it serves as a fencing token
 */
public record LeasedPacket(
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
        return "LeasedPacket[" + packetId + ", attempt " + attempt + "]";
    }
}
