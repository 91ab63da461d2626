package io.bhiv.bucket.status;

import java.time.Duration;

/**
 * How the queue stood at one moment, by one snapshot of the database.
 *
 * @param count grows with every count, so that whoever adds to one knows when it is stale
 * @param received packets accepted since the beginning
 * @param processed packets done since the beginning
 * @param dead packets that wait for an operator
 * @param discarded dead packets whose retention ended
 * @param leased packets under a live lease
 * @param oldestAge age of the oldest live packet, zero where there is none
 */
public record Standing(
        long count, long received, long processed, long dead, long discarded, long leased, Duration oldestAge) {

    static final Standing UNKNOWN = new Standing(0, 0, 0, 0, 0, 0, Duration.ZERO);

    /** Live packets: due, leased or pausing. */
    public long pending() {
        return received - processed - dead - discarded;
    }
}
