package io.bhiv.kit.insight;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * A minute of receipt of whose events the tally and the rows do not agree, with both numbers of each.
 *
 * @param stored by the tally, and so on
 * @param countedStored rows, and so on
 */
@RegisterForReflection
record MinuteDifference(
        Instant minute,
        long stored,
        @JsonProperty("counted_stored") long countedStored,
        long pending,
        @JsonProperty("counted_pending") long countedPending,
        long parked,
        @JsonProperty("counted_parked") long countedParked,
        long dead,
        @JsonProperty("counted_dead") long countedDead) {

    /** Of a minute of which the tally knows nothing. */
    static MinuteDifference untallied(Instant minute, long rows) {
        return new MinuteDifference(minute, 0, rows, 0, 0, 0, 0, 0, 0);
    }
}
