package io.bhiv.bucket.journal;

import java.time.Instant;
import java.util.List;

/** What became of one packet that was handed to the store. */
public sealed interface Stored {

    String packetId();

    /** Committed just now. */
    record Fresh(String packetId, Instant receivedAt) implements Stored {}

    /** The same packet was committed before; this is its first answer again. */
    record Duplicate(String packetId, Instant receivedAt) implements Stored {}

    /** The id names another packet. */
    record Contradiction(String packetId) implements Stored {}

    /** How many of them were committed just now. */
    static int countFresh(List<Stored> results) {
        return (int) results.stream().filter(Fresh.class::isInstance).count();
    }
}
