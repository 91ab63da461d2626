package io.bhiv.automation.engine.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.ledger.LedgerBook.JobNote;
import io.bhiv.automation.engine.ledger.LedgerBook.Noted;
import io.bhiv.automation.engine.plan.JobState;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A book as one JSON document on one line: {@code {"version":2,"jobs":[…],"occasions":[…],"runs":[…]}}.
 *
 * <p>Earlier versions appended one line per job, occasion and run, the last line of a key being valid; such a file is read
 * too, and is a document after the first turn.
 */
final class LedgerJson {

    private static final int VERSION = 2;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerJson() {}

    static String write(LedgerBook book) {
        ObjectNode document = JSON.createObjectNode().put("version", VERSION);
        ArrayNode jobs = document.putArray("jobs");
        book.jobs().forEach((name, note) -> write(jobs.addObject(), name, note));
        ArrayNode occasions = document.putArray("occasions");
        book.occasions()
                .forEach(noted ->
                        occasions.addObject().put("occasion_of", noted.job()).put("key", noted.key()));
        ArrayNode runs = document.putArray("runs");
        book.runs().forEach(entry -> write(runs.addObject(), entry));
        return document.toString();
    }

    private static void write(ObjectNode json, String name, JobNote note) {
        json.put("name", name)
                .put("schedule", note.schedule())
                .put("retired", note.retired())
                .put("evaluated_to", note.state().evaluatedTo().toString())
                .put("above", note.above())
                .put("failures", note.state().failures())
                .put("failing", note.state().failing())
                .put("paused", note.state().paused().orElse(null));
    }

    private static void write(ObjectNode json, Entry entry) {
        json.put("job", entry.key().job())
                .put("due_at", entry.key().dueAt().toString())
                .put("kind", entry.kind().wireName())
                .put("state", entry.state().wireName())
                .put("reason", entry.reason())
                .put("replica", entry.replica())
                .put("epoch", entry.epoch())
                .put("attempts", entry.attempts())
                .put("recorded_at", entry.recordedAt().toString())
                .put("started_at", text(entry.startedAt()))
                .put("ended_at", text(entry.endedAt()));
    }

    /**
     * Adds what a line holds to the book.
     *
     * @throws JsonProcessingException, IllegalArgumentException, java.time.DateTimeException when no ledger wrote it
     */
    static void read(String line, LedgerBook book) throws JsonProcessingException {
        JsonNode json = JSON.readTree(line);
        if (!json.has("version")) {
            readOne(json, book);
            return;
        }
        if (json.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("version " + json.path("version") + " is not known");
        }
        for (String list : new String[] {"jobs", "occasions", "runs"}) {
            json.required(list).forEach(one -> readOne(one, book));
        }
    }

    private static void readOne(JsonNode json, LedgerBook book) {
        if (json.has("name")) {
            book.put(json.path("name").asText(), note(json));
        } else if (json.has("occasion_of")) {
            book.note(new Noted(
                    json.path("occasion_of").asText(), json.path("key").asText()));
        } else {
            book.put(entry(json));
        }
    }

    private static JobNote note(JsonNode json) {
        return new JobNote(
                json.path("schedule").asText(),
                json.path("retired").asBoolean(),
                json.path("above").asBoolean(),
                new JobState(
                        Instant.parse(json.path("evaluated_to").asText()),
                        json.path("failures").asInt(),
                        json.path("failing").asBoolean(),
                        Optional.ofNullable(text(json, "paused"))));
    }

    private static Entry entry(JsonNode json) {
        return new Entry(
                new RunKey(
                        json.path("job").asText(),
                        Instant.parse(json.path("due_at").asText())),
                Occasion.Kind.fromWireName(json.path("kind").asText()),
                RunState.fromWireName(json.path("state").asText()),
                text(json, "reason"),
                text(json, "replica"),
                json.path("epoch").asInt(),
                json.path("attempts").asInt(),
                Instant.parse(json.path("recorded_at").asText()),
                instant(json, "started_at"),
                instant(json, "ended_at"));
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }

    private static @Nullable String text(JsonNode json, String key) {
        return json.hasNonNull(key) ? json.path(key).asText() : null;
    }

    private static @Nullable Instant instant(JsonNode json, String key) {
        String text = text(json, key);
        return text == null ? null : Instant.parse(text);
    }
}
