package io.bhiv.bucket.journal;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A packet of one user and what became of it.
 *
 * @param seq its place in the listing; continue before it
 * @param body the packet as it arrived
 * @param status pending, leased, processed or dead
 * @param processedAt null unless processed
 * @param actions JSON array, null unless processed
 */
public record UserPacket(
        long seq,
        String packetId,
        Instant receivedAt,
        String body,
        String status,
        @Nullable Instant processedAt,
        @Nullable String actions) {

    /** Without the body, which is what a person did. */
    @Override
    public String toString() {
        return "UserPacket[" + packetId + ", " + status + "]";
    }
}
