package io.bhiv.model.insight;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What became of the events that an intake received in a span of time, twice: by the tally, which was written in the transactions
 * that did it, and by counting rows. Both are read in one snapshot, so every difference is real: a row is missing, or
 * something was done past the tally.
 *
 * @param from first minute, inclusive
 * @param until last minute, exclusive
 * @param received all that reached the intake and was answered
 * @param refused answered with a refusal; no row
 * @param duplicate stored before; no row of its own
 * @param stored committed
 * @param published all that follows from it was acknowledged or handed on
 * @param parked waiting for something specific now
 * @param dead given up now; a redrive makes it pending again
 * @param dropped a rule decided that nothing follows from it
 * @param pending stored and none of these yet
 * @param countedStored rows of the journal; less those that were found missing of older days
 * @param countedPending rows of those that are pending
 * @param countedParked rows that are parked
 * @param countedDead rows that are dead
 * @param olderPending rows of what was received before the span and is pending, and so compared no more; null, as the next two,
 *     from a version that does not count them
 * @param olderParked rows of what was received before the span and is parked
 * @param olderDead rows of what was received before the span and is dead
 * @param countedAt when both were read
 */
public record TallyReading(
        String intake,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant from,
        @JsonFormat(shape = JsonFormat.Shape.STRING) Instant until,
        long received,
        long refused,
        long duplicate,
        long stored,
        long published,
        long parked,
        long dead,
        long dropped,
        long pending,
        @JsonProperty("counted_stored") long countedStored,
        @JsonProperty("counted_pending") long countedPending,
        @JsonProperty("counted_parked") long countedParked,
        @JsonProperty("counted_dead") long countedDead,
        @JsonProperty("older_pending") @Nullable Long olderPending,
        @JsonProperty("older_parked") @Nullable Long olderParked,
        @JsonProperty("older_dead") @Nullable Long olderDead,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @JsonProperty("counted_at")
        Instant countedAt) {

    /** All rows that are pending, however old. */
    public long allPending() {
        return countedPending + orNone(olderPending);
    }

    /** All rows that are parked, however old. */
    public long allParked() {
        return countedParked + orNone(olderParked);
    }

    /** All rows that are dead, however old. */
    public long allDead() {
        return countedDead + orNone(olderDead);
    }

    private static long orNone(@Nullable Long rows) {
        return rows == null ? 0 : rows;
    }

    /** Received and not answered for: 0, or the tally itself is wrong. */
    public long unanswered() {
        return received - refused - duplicate - stored;
    }

    /** Stored and none of what can become of it: 0, or the tally itself is wrong. */
    public long unaccounted() {
        return stored - published - parked - dead - dropped - pending;
    }

    /** Rows that are missing: positive where rows vanished, negative where there are more than were ever stored. */
    public long missingStored() {
        return stored - countedStored;
    }

    public long missingPending() {
        return pending - countedPending;
    }

    public long missingParked() {
        return parked - countedParked;
    }

    public long missingDead() {
        return dead - countedDead;
    }

    /** Nothing is lost: the tally adds up, and the rows agree with it. */
    @JsonIgnore
    public boolean isBalanced() {
        return unanswered() == 0
                && unaccounted() == 0
                && missingStored() == 0
                && missingPending() == 0
                && missingParked() == 0
                && missingDead() == 0;
    }
}
