package io.bhiv.bucket.lease;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Packets that belong to one consumer until a time by the database clock.
 *
 * @param until null if nothing was leased
 */
public record Lease(UUID id, @Nullable Instant until, List<LeasedPacket> packets) {

    public Lease {
        packets = List.copyOf(packets);
    }

    public boolean isEmpty() {
        return packets.isEmpty();
    }
}
