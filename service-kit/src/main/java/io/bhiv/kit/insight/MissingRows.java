package io.bhiv.kit.insight;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What the last comparison of each minute found: rows that were stored by the tally and are not there; negative where there are rows that
 * the tally does not have.
 *
 * @param minutes only those in which something is missing, by intake
 */
record MissingRows(NavigableMap<Instant, Map<String, Long>> minutes) {

    static final MissingRows NONE = new MissingRows(Collections.emptyNavigableMap());

    MissingRows {
        minutes = Collections.unmodifiableNavigableMap(new TreeMap<>(minutes));
    }

    /** A new comparison takes the place of those of its minutes. {@code until} is exclusive. */
    MissingRows with(Instant from, Instant until, Map<Instant, Map<String, Long>> found) {
        NavigableMap<Instant, Map<String, Long>> now = new TreeMap<>(minutes);
        now.subMap(from, true, until, false).clear();
        now.putAll(found);
        return new MissingRows(now);
    }

    /** Without what is no longer kept. */
    MissingRows since(Instant first) {
        return new MissingRows(minutes.tailMap(first, true));
    }

    /** How many rows of an intake are missing of each minute; only those of which some are. */
    Map<Instant, Long> minutesOf(String intake) {
        Map<Instant, Long> found = new TreeMap<>();
        minutes.forEach((minute, missing) -> {
            long rows = missing.getOrDefault(intake, 0L);
            if (rows != 0) {
                found.put(minute, rows);
            }
        });
        return found;
    }

    /** How many rows of an intake are missing. */
    long of(String intake) {
        return minutes.values().stream()
                .mapToLong(minute -> minute.getOrDefault(intake, 0L))
                .sum();
    }
}
