package io.bhiv.insight.evaluate;

import java.time.Duration;
import java.time.Instant;

/**
 * How complete the figures of the last 24 hours are.
 *
 * @param knownSince the first minute of which there is a report
 * @param missing reports that never arrived since the start, by gaps in their sequences
 * @param unreadable records that could not be read since the start
 * @param newer events of kinds since the start that only a newer version has words for: while replicas are replaced one after the other, no fault
 * @param unstored records that were not stored since the start: after a restart they are missing
 * @param readingHistory what the store kept is not read yet: figures of before the start are missing or incomplete
 */
public record Completeness(
        Instant knownSince, long missing, long unreadable, long newer, long unstored, boolean readingHistory) {

    private static final Duration WHOLE = Duration.ofHours(23);

    /** The figures begin later than 24 hours ago. */
    public boolean isPartOf(Instant now) {
        return knownSince.plus(WHOLE).isAfter(now);
    }
}
