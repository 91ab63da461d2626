package io.bhiv.bucket.journal;

import java.time.Instant;
import java.util.List;

/** The result of storing one packet. */
public sealed interface Stored {

    String packetId();

    /** Committed now. */
    record Fresh(String packetId, Instant receivedAt) implements Stored {}

    /** The same packet was committed before; this repeats its first answer. */
    record Duplicate(String packetId, Instant receivedAt) implements Stored {}

    /** The id belongs to a packet with another body. */
    record Conflict(String packetId) implements Stored {}

    /** The id was committed before, but whether with this packet could not be read; the identical packet may be sent again. */
    record Unconfirmed(String packetId) implements Stored {}

    /** How many of them were committed now. */
    static int countFresh(List<Stored> results) {
        return (int) results.stream().filter(Fresh.class::isInstance).count();
    }
}
