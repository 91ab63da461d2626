package io.bhiv.automation.engine.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.automation.engine.ledger.Entry;
import io.bhiv.automation.engine.run.RunReport.ActionReport;
import io.bhiv.kit.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** One line of a report, without its sequence number, which it gets when it is written. */
public sealed interface ReportLine {

    /**
     * A due time that ended.
     *
     * @param actions what was done; empty when it was not run
     */
    record Ended(Entry entry, List<ActionReport> actions) implements ReportLine {
        public Ended {
            actions = List.copyOf(actions);
        }
    }

    /** States how many lines could not be written; written as soon as the disk takes lines again. */
    record Lost(Instant at, long lines) implements ReportLine {}

    /** The published keys ({@code job_name, timestamp, actions}) and ours beside them, without the line's number. */
    default String json() {
        return JsonText.of(
                switch (this) {
                    case Ended ended -> endedJson(ended);
                    case Lost(Instant at, long lines) ->
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("kind", "lost")
                                .put("timestamp", at.toString())
                                .put("lines", lines);
                });
    }

    /** The readable line. */
    default String readable() {
        return switch (this) {
            case Ended(Entry entry, List<ActionReport> actions) -> {
                Instant started = entry.startedAt();
                Instant ended = entry.endedAt() == null ? entry.recordedAt() : entry.endedAt();
                String took = started == null
                        ? ""
                        : " in " + Duration.between(started, ended).toMillis() + " ms";
                // An error message may hold line feeds.
                String why = entry.reason() == null ? "" : " (" + entry.reason().replaceAll("\\p{Cntrl}+", " ") + ")";
                yield "%s  %-9s  %s, due %s%s%s"
                        .formatted(
                                ended,
                                entry.state().wireName(),
                                entry.key().job(),
                                entry.key().dueAt(),
                                took,
                                why);
            }
            case Lost(Instant at, long lines) -> "%s  %d reports could not be written".formatted(at, lines);
        };
    }

    private static ObjectNode endedJson(Ended line) {
        Entry entry = line.entry();
        Instant ended = entry.endedAt() == null ? entry.recordedAt() : entry.endedAt();
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "run")
                .put("job_name", entry.key().job())
                .put("timestamp", ended.toString())
                .put("due_at", entry.key().dueAt().toString())
                .put("occasion", entry.kind().wireName())
                .put("state", entry.state().wireName())
                .put("reason", entry.reason())
                .put("replica", entry.replica())
                .put("attempts", entry.attempts());
        Instant started = entry.startedAt();
        json.put("started_at", started == null ? null : started.toString());
        json.put(
                "lag_ms",
                started == null
                        ? null
                        : Duration.between(entry.key().dueAt(), started).toMillis());
        json.put(
                "duration_ms",
                started == null ? null : Duration.between(started, ended).toMillis());
        ArrayNode actions = json.putArray("actions");
        line.actions().forEach(action -> {
            ObjectNode one = actions.addObject()
                    .put("type", action.type())
                    .put("timestamp", action.at().toString())
                    .put("success", action.success())
                    .put("attempts", action.attempts())
                    .put("error", action.error());
            one.set("details", action.detailsAsTree());
        });
        return json;
    }
}
