package io.bhiv.automation.engine.ledger;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bhiv.automation.engine.ledger.LedgerBook.JobNote;
import io.bhiv.automation.engine.ledger.LedgerBook.Noted;
import java.util.Collection;
import java.util.List;

/**
 * A book as one JSON document on one line: {@code {"version":2,"jobs":[…],"occasions":[…],"runs":[…]}}.
 *
 * <p>Earlier versions appended one line per job, occasion and run, the last line of a key being valid; such a file is read
 * too, and is a document after the first turn.
 */
final class LedgerJson {

    private static final int VERSION = 2;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModules(new JavaTimeModule(), new Jdk8Module())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();

    private LedgerJson() {}

    private record Document(int version, List<NamedNote> jobs, Collection<Noted> occasions, Collection<Entry> runs) {}

    private record NamedNote(String name, @JsonUnwrapped JobNote note) {}

    static String write(LedgerBook book) {
        List<NamedNote> jobs = book.jobs().entrySet().stream()
                .map(job -> new NamedNote(job.getKey(), job.getValue()))
                .toList();
        try {
            return JSON.writeValueAsString(new Document(VERSION, jobs, book.occasions(), book.runs()));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a book holds only what can be written", impossible);
        }
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
            for (JsonNode one : json.required(list)) {
                readOne(one, book);
            }
        }
    }

    private static void readOne(JsonNode json, LedgerBook book) throws JsonProcessingException {
        if (json.has("name")) {
            NamedNote job = JSON.treeToValue(json, NamedNote.class);
            book.put(job.name(), job.note());
        } else if (json.has("occasion_of")) {
            book.note(JSON.treeToValue(json, Noted.class));
        } else {
            book.put(JSON.treeToValue(json, Entry.class));
        }
    }
}
