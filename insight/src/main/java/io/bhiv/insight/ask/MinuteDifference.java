package io.bhiv.insight.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A minute of receipt of whose events the tally of a service and its rows do not agree. */
public record MinuteDifference(Instant minute, Both stored, Both pending, Both parked, Both dead) {

    /** The same thing, counted twice. */
    public record Both(long tallied, long rows) {

        public boolean isEqual() {
            return tallied == rows;
        }
    }

    /** Of {@code GET /api/v1/tally/{intake}}. */
    static List<MinuteDifference> all(JsonNode answer) {
        List<MinuteDifference> found = new ArrayList<>();
        answer.path("minutes").forEach(one -> {
            try {
                found.add(new MinuteDifference(
                        Instant.parse(one.path("minute").asText("")),
                        both(one, "stored"),
                        both(one, "pending"),
                        both(one, "parked"),
                        both(one, "dead")));
            } catch (DateTimeException unreadable) {
                throw new IllegalStateException("a service named a minute that is none", unreadable);
            }
        });
        return found;
    }

    private static Both both(JsonNode minute, String what) {
        return new Both(
                minute.path(what).asLong(), minute.path("counted_" + what).asLong());
    }
}
