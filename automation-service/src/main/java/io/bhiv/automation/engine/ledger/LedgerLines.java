package io.bhiv.automation.engine.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.plan.RunKey;
import io.bhiv.automation.engine.plan.Standing;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Between lines of the file ledger and values; the last line of a key is the valid one. */
final class LedgerLines {

    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerLines() {}

    /** A line, read. */
    sealed interface Line {
        record OfRun(Entry entry) implements Line {}

        record OfJob(String name, JobNote note) implements Line {}

        record OfOccasion(String job, String key) implements Line {}
    }

    /** What the file keeps of a job. */
    record JobNote(String schedule, boolean retired, Standing standing, boolean above) {

        JobNote with(Standing other) {
            return new JobNote(schedule, retired, other, above);
        }

        JobNote asRetired() {
            return new JobNote(schedule, true, standing, false);
        }

        JobNote withAbove(boolean other) {
            return new JobNote(schedule, retired, standing, other);
        }
    }

    static String run(Entry entry) {
        ObjectNode line = JSON.createObjectNode()
                .put("job", entry.key().job())
                .put("due_at", entry.key().dueAt().toString())
                .put("kind", entry.kind().word())
                .put("state", entry.state().word())
                .put("reason", entry.reason())
                .put("replica", entry.replica())
                .put("epoch", entry.epoch())
                .put("attempts", entry.attempts())
                .put("recorded_at", entry.recordedAt().toString());
        put(line, "started_at", entry.startedAt());
        put(line, "ended_at", entry.endedAt());
        return line.toString();
    }

    static String job(String name, JobNote note) {
        Standing standing = note.standing();
        return JSON.createObjectNode()
                .put("name", name)
                .put("schedule", note.schedule())
                .put("retired", note.retired())
                .put("evaluated_to", standing.evaluatedTo().toString())
                .put("above", note.above())
                .put("failures", standing.failures())
                .put("failing", standing.failing())
                .put("paused", standing.paused().orElse(null))
                .toString();
    }

    static String occasion(String job, String key) {
        return JSON.createObjectNode().put("occasion_of", job).put("key", key).toString();
    }

    /** A text that no ledger has written: the file was edited, or its disk is failing. */
    static final class NoLine extends Exception {
        private static final long serialVersionUID = 1L;

        NoLine(Exception cause) {
            super(cause);
        }
    }

    static Line read(String text) throws NoLine {
        try {
            JsonNode line = JSON.readTree(text);
            if (line.has("name")) {
                return new Line.OfJob(line.path("name").asText(), note(line));
            }
            if (line.has("occasion_of")) {
                return new Line.OfOccasion(
                        line.path("occasion_of").asText(), line.path("key").asText());
            }
            return new Line.OfRun(entry(line));
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException broken) {
            throw new NoLine(broken);
        }
    }

    private static JobNote note(JsonNode line) {
        return new JobNote(
                line.path("schedule").asText(),
                line.path("retired").asBoolean(),
                new Standing(
                        Instant.parse(line.path("evaluated_to").asText()),
                        line.path("failures").asInt(),
                        line.path("failing").asBoolean(),
                        Optional.ofNullable(text(line, "paused"))),
                line.path("above").asBoolean());
    }

    private static Entry entry(JsonNode line) {
        return new Entry(
                new RunKey(
                        line.path("job").asText(),
                        Instant.parse(line.path("due_at").asText())),
                Occasion.Kind.ofWord(line.path("kind").asText()),
                RunState.ofWord(line.path("state").asText()),
                text(line, "reason"),
                text(line, "replica"),
                line.path("epoch").asInt(),
                line.path("attempts").asInt(),
                Instant.parse(line.path("recorded_at").asText()),
                instant(line, "started_at"),
                instant(line, "ended_at"));
    }

    private static void put(ObjectNode line, String key, @Nullable Instant at) {
        if (at != null) {
            line.put(key, at.toString());
        }
    }

    private static @Nullable String text(JsonNode line, String key) {
        return line.hasNonNull(key) ? line.path(key).asText() : null;
    }

    private static @Nullable Instant instant(JsonNode line, String key) {
        String text = text(line, key);
        return text == null ? null : Instant.parse(text);
    }
}
