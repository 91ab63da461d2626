package io.bhiv.insight.ask;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads what services answer about one event as steps, in the order in which they happen. */
final class TimelineSteps {

    private TimelineSteps() {}

    /** Of {@code GET /api/v1/biometric/deliveries/{id}}. */
    static List<TimelineStep> ofDelivery(JsonNode answer) {
        List<TimelineStep> steps = new ArrayList<>();
        steps.add(TimelineStep.done(
                time(answer, "received_at"),
                "Received from " + text(answer, "provider"),
                words(text(answer, "channel"))
                        + answer.path("body_bytes").asLong() + " bytes, version "
                        + answer.path("revision").asInt(),
                answer.path("late").asBoolean() ? "signed longer ago than usual: a retry" : ""));
        steps.add(TimelineStep.done(null, verified(answer)));
        JsonNode made = answer.path("made");
        if (made.isObject()) {
            steps.add(TimelineStep.done(
                    null, "Normalised: " + many(made.path("count").asLong(), "event"), events(made)));
            made.path("triggers")
                    .forEach(trigger -> steps.add(TimelineStep.trigger(
                            text(trigger, "trigger_id"),
                            "Trigger " + text(trigger, "rule") + ", " + text(trigger, "severity"))));
        }
        answer.path("dropped")
                .properties()
                .forEach(rule -> steps.add(TimelineStep.done(
                        null,
                        "Left out: " + many(rule.getValue().asLong(), "record"),
                        "by the rule " + rule.getKey().replace('_', ' '))));
        steps.add(end(answer, made));
        return steps;
    }

    private static String verified(JsonNode answer) {
        int secret = answer.path("verified_by_secret").asInt();
        return switch (secret) {
            case 0 -> "Authentic; which secret verified it is not kept";
            case 1 -> "Verified by secret 1, the current one";
            default -> "Verified by secret " + secret + ", an older one";
        };
    }

    private static String events(JsonNode made) {
        String listed = StreamSupport.stream(made.path("events").spliterator(), false)
                .map(event -> text(event, "metric") + " " + text(event, "event_id"))
                .collect(Collectors.joining(", "));
        return made.path("count").asInt() > made.path("events").size() ? listed + ", …" : listed;
    }

    private static TimelineStep end(JsonNode answer, JsonNode made) {
        String reason = text(answer, "reason");
        return switch (text(answer, "state")) {
            case "outstanding" ->
                TimelineStep.toCome(
                        time(answer, "due_at"),
                        "Waits to be published",
                        "entered the second half "
                                + many(answer.path("attempts").asLong(), "time"));
            case "awaiting_fetch" -> waitsForObject(answer.path("object"));
            case "parked" -> TimelineStep.stopped(time(answer, "parked_at"), "Parked", reason);
            case "discarded" -> TimelineStep.stopped(time(answer, "discarded_at"), "Given up by an operator", reason);
            case "dropped" -> TimelineStep.done(null, "Dropped by the rule " + reason.replace('_', ' '));
            case "published" -> published(made);
            // A state that this version does not support.
            default -> TimelineStep.done(null, text(answer, "state"), reason);
        };
    }

    private static TimelineStep waitsForObject(JsonNode object) {
        return TimelineStep.toCome(
                time(object, "due_at"),
                "Waits for the object that it names" + (object.isObject() ? ", " + text(object, "type") : ""),
                object.path("attempts").asLong() == 0
                        ? ""
                        : many(object.path("attempts").asLong(), "attempt") + " failed: " + text(object, "reason"));
    }

    private static TimelineStep published(JsonNode made) {
        JsonNode published = made.path("published");
        if (published.isObject()) {
            return TimelineStep.done(
                    time(published, "at"),
                    "Published",
                    published.has("offset")
                            ? "biometric-events, partition "
                                    + published.path("partition").asInt() + ", from offset "
                                    + published.path("offset").asLong() + " on"
                            : "");
        }
        String later = text(made, "replaced_by");
        return later.isEmpty()
                ? TimelineStep.done(null, "Published or settled", "when and where is not kept of this one")
                : TimelineStep.done(
                        null, "Published", "when and where is kept of the newest version: delivery " + later);
    }

    /** Of {@code GET /api/v1/packets/{id}}. */
    static List<TimelineStep> ofPacket(JsonNode answer) {
        List<TimelineStep> steps = new ArrayList<>();
        steps.add(TimelineStep.done(time(answer, "received_at"), "Received"));
        if (answer.has("published")) {
            steps.add(
                    answer.path("published").asBoolean()
                            ? TimelineStep.done(null, "Published to prana-packets")
                            : TimelineStep.toCome(null, "Waits to be published to prana-packets"));
        }
        answer.path("reasons").forEach(reason -> steps.add(TimelineStep.done(null, "Failed", reason.asText(""))));
        String attempt = many(answer.path("attempts").asLong(), "attempt");
        steps.add(
                switch (text(answer, "state")) {
                    case "pending" -> TimelineStep.toCome(time(answer, "due_at"), "May be leased", attempt + " used");
                    case "leased" ->
                        TimelineStep.toCome(
                                time(answer, "leased_until"), "Leased to a consumer until then", attempt + " used");
                    case "processed" -> TimelineStep.done(time(answer, "processed_at"), "Processed", attempt + " used");
                    case "dead" -> TimelineStep.stopped(time(answer, "died_at"), "Dead", attempt + " used");
                    case "expired" ->
                        TimelineStep.done(null, "Its day is past retention: what became of it is not kept");
                    default -> TimelineStep.done(null, text(answer, "state"));
                });
        return steps;
    }

    /** Of {@code GET /core/updates/{id}}. */
    static List<TimelineStep> ofUpdate(JsonNode answer) {
        List<TimelineStep> steps = new ArrayList<>();
        steps.add(TimelineStep.done(time(answer, "received_at"), "Received from module " + text(answer, "module")));
        add(steps, answer, "parked_at", "Parked", text(answer, "reason"));
        add(steps, answer, "replayed_at", "Sent again by an operator", "");
        add(steps, answer, "published_at", "Published to core-updates", "");
        add(steps, answer, "stored_at", "Stored by the bucket", text(answer, "object_id"));
        add(steps, answer, "synced_at", "Synced", "");
        switch (text(answer, "state")) {
            case "received" ->
                steps.add(TimelineStep.toCome(
                        time(answer, "due_at"),
                        "Waits to be published",
                        "sending " + answer.path("sendings").asInt()));
            case "published" -> steps.add(TimelineStep.toCome(null, "Waits for the bucket"));
            case "parked" -> steps.add(TimelineStep.stopped(null, "Waits for a replay"));
            // Synced: it is at its end.
            default -> {}
        }
        return steps;
    }

    /** Of {@code GET /connectors/deliveries/{id}}. */
    static List<TimelineStep> ofConnector(JsonNode answer) {
        List<TimelineStep> steps = new ArrayList<>();
        String detail = text(answer, "detail");
        String attempts = many(answer.path("attempts").asLong(), "attempt")
                + (answer.path("replays").asInt() > 0
                        ? " since it was sent again (" + answer.path("replays").asInt() + ")"
                        : "");
        steps.add(TimelineStep.done(
                time(answer, "created_at"), "Received for " + text(answer, "destination"), text(answer, "kind")));
        add(steps, answer, "first_attempt_at", "First attempt", "");
        steps.add(
                switch (text(answer, "status")) {
                    case "delivered" -> TimelineStep.done(time(answer, "finished_at"), "Delivered", detail, attempts);
                    case "failed" -> TimelineStep.stopped(time(answer, "finished_at"), "Failed", detail, attempts);
                    default -> TimelineStep.toCome(time(answer, "due_at"), "Next attempt", detail, attempts);
                });
        return steps;
    }

    private static void add(List<TimelineStep> steps, JsonNode answer, String member, String what, String detail) {
        Instant at = time(answer, member);
        if (at != null) {
            steps.add(TimelineStep.done(at, what, detail));
        }
    }

    private static String words(String channel) {
        return channel.isEmpty() ? "" : channel.toLowerCase(Locale.ROOT).replace('_', ' ') + ", ";
    }

    private static String many(long count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText("");
    }

    private static @Nullable Instant time(JsonNode node, String member) {
        try {
            return node.path(member).isTextual()
                    ? Instant.parse(node.path(member).textValue())
                    : null;
        } catch (DateTimeException unreadable) {
            return null;
        }
    }
}
