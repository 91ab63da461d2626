package io.bhiv.bucket.status;

import java.time.Duration;

/**
 * The figures of the queue in one snapshot of the database.
 *
 * @param count grows with every count, so that a caller can tell a new one
 * @param received packets accepted in all
 * @param processed packets processed in all
 * @param dead packets that were not redriven
 * @param discarded dead packets whose retention ended
 * @param leased packets under a live lease
 * @param oldestAge age of the oldest live packet, zero if there is none
 * @param longestDue how long the packet that is due longest waits for a consumer, zero if none is due
 */
public record Standing(
        long count,
        long received,
        long processed,
        long dead,
        long discarded,
        long leased,
        Duration oldestAge,
        Duration longestDue) {

    static final Standing UNKNOWN = new Standing(0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

    /** Live packets: due, leased or paused. */
    public long pending() {
        return received - processed - dead - discarded;
    }
}
