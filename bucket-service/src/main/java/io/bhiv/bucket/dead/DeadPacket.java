package io.bhiv.bucket.dead;

import java.time.Instant;
import java.util.List;

/**
 * A packet that used up its attempts.
 *
 * @param seq its place in the listing; continue after it
 * @param reasons why each attempt failed, oldest first
 */
public record DeadPacket(
        long seq,
        String packetId,
        String subject,
        Instant receivedAt,
        Instant diedAt,
        int attempts,
        List<String> reasons) {

    public DeadPacket {
        reasons = List.copyOf(reasons);
    }
}
