package io.bhiv.bucket.lease;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One packet in a consumer's hands, or merely looked at.
 *
 * @param body the packet as it came
 * @param leaseId null where it was only looked at
 * @param leaseUntil null where it was only looked at
 * @param attempt claims since it arrived or was redriven, this one included
 * @param epoch claims since it arrived; never goes back, so it serves as a fencing token further on
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

    /** Never the body: it is what a person did. */
    @Override
    public String toString() {
        return "LeasedPacket[" + packetId + ", attempt " + attempt + "]";
    }
}
