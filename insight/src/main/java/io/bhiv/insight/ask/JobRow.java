package io.bhiv.insight.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job as the automation service reports it.
 *
 * @param paused why it is paused; empty where it is not
 * @param nextDue null where no due time is scheduled
 */
public record JobRow(
        String name,
        boolean enabled,
        String trigger,
        String paused,
        boolean failing,
        int failures,
        @Nullable Instant nextDue) {

    static List<JobRow> all(JsonNode answer) {
        List<JobRow> rows = new ArrayList<>();
        answer.path("jobs").forEach(job -> rows.add(of(job)));
        return rows;
    }

    private static JobRow of(JsonNode job) {
        return new JobRow(
                job.path("name").asText(""),
                job.path("enabled").asBoolean(),
                job.path("trigger").asText(""),
                job.path("paused").asText(""),
                job.path("failing").asBoolean(),
                job.path("failures_in_a_row").asInt(),
                instant(job.path("next_due").asText("")));
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException unreadable) {
            return null;
        }
    }

    public boolean isGood() {
        return !failing;
    }

    public boolean isPaused() {
        return !paused.isEmpty();
    }
}
