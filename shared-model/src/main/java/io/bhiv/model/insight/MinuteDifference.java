package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Objects;

/**
 * A minute of receipt of whose events the tally and the rows do not agree, with both numbers of each. Services answer it, and the page
 * shows it.
 *
 * @param stored by the tally, and so on
 * @param countedStored rows, and so on
 */
public record MinuteDifference(
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant minute,
        long stored,
        @JsonProperty("counted_stored") long countedStored,
        long pending,
        @JsonProperty("counted_pending") long countedPending,
        long parked,
        @JsonProperty("counted_parked") long countedParked,
        long dead,
        @JsonProperty("counted_dead") long countedDead) {

    public MinuteDifference {
        Objects.requireNonNull(minute, "minute");
    }

    /** Of a minute of which the tally knows nothing. */
    public static MinuteDifference untallied(Instant minute, long rows) {
        return new MinuteDifference(minute, 0, rows, 0, 0, 0, 0, 0, 0);
    }
}
