package io.bhiv.bucket.lease;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Packets that are one consumer's own until a moment by the database's clock.
 *
 * @param until null where nothing was leased
 */
public record Lease(UUID id, @Nullable Instant until, List<LeasedPacket> packets) {

    public Lease {
        packets = List.copyOf(packets);
    }

    public boolean isEmpty() {
        return packets.isEmpty();
    }
}
