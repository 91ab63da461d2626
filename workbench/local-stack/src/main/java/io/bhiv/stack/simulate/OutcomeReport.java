package io.bhiv.stack.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** An outcome for people, and for programs. */
final class OutcomeReport {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static final String ROW_HEAD = "  %8s  %-17s %-9s %s".formatted("after ms", "topic", "priority", "what");
    private static final int WIDTH = 100;

    private OutcomeReport() {}

    static List<String> lines(Outcome outcome, String url) {
        List<String> lines = new ArrayList<>();
        lines.add("POST %s/webhook/%s  type %s, user %s"
                .formatted(
                        url,
                        outcome.provider(),
                        outcome.content().type(),
                        outcome.content().user()));
        outcome.sent().forEach(one -> lines.add(line(one)));
        lines.add("");
        if (outcome.seen().isEmpty()) {
            lines.add("  nothing came off Kafka" + why(outcome));
            return lines;
        }
        lines.add(ROW_HEAD);
        boolean several = outcome.sent().size() > 1;
        outcome.seen().stream()
                .sorted(Comparator.comparingLong(Seen::seenNanos))
                .forEach(record -> lines.add(row(outcome, record, several)));
        outcome.seen().stream()
                .filter(Seen::isTrigger)
                .forEach(trigger -> lines.addAll(wrapped("Why: " + trigger.explanation())));
        if (outcome.triggerExpected() && !outcome.hasTrigger()) {
            lines.add("  MISSING: a trigger was due and did not come");
        }
        return lines;
    }

    private static String row(Outcome outcome, Seen record, boolean several) {
        String which = several ? " <- " + outcome.labelOf(record) : "";
        return "  %8.1f  %-17s %-9s %s"
                .formatted(
                        outcome.millisSinceSent(record), record.topic(), record.priority(), record.describe() + which);
    }

    private static List<String> wrapped(String text) {
        List<String> lines = new ArrayList<>(List.of(""));
        StringBuilder line = new StringBuilder("  ");
        for (String word : text.split(" ")) {
            if (line.length() + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                line.append("  ");
            }
            line.append(word).append(' ');
        }
        lines.add(line.toString());
        return lines;
    }

    static String json(Outcome outcome) {
        ObjectNode report = JSON.createObjectNode();
        report.put("provider", outcome.provider());
        report.put("type", outcome.content().type());
        report.put("as_expected", outcome.isAsExpected());
        for (Sent sent : outcome.sent()) {
            report.withArray("sent")
                    .addObject()
                    .put("label", sent.label())
                    .put("status", sent.status())
                    .put("took_ms", sent.tookMillis())
                    .put("event_id", sent.eventId().orElse(null))
                    .put("duplicate", sent.duplicate());
        }
        for (Seen seen : outcome.seen()) {
            report.withArray("seen")
                    .addObject()
                    .put("topic", seen.topic())
                    .put("delivery_event_id", seen.deliveryEventId())
                    .put("priority", seen.priority())
                    .put("after_ms", outcome.millisSinceSent(seen))
                    .set("value", seen.value());
        }
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree must be JSON", e);
        }
    }

    private static String line(Sent one) {
        String taken = one.eventId()
                .map(id -> "event_id " + id + (one.duplicate() ? " (duplicate)" : ""))
                .orElse(one.answer());
        String surprise = one.isAsExpected() ? "" : "  EXPECTED " + one.expectedStatus();
        return "  %-16s %d in %.1f ms  %s%s".formatted(one.label(), one.status(), one.tookMillis(), taken, surprise);
    }

    private static String why(Outcome outcome) {
        boolean taken = outcome.sent().stream().anyMatch(one -> one.status() == 202);
        if (!taken) {
            return ", as it should be: nothing was taken";
        }
        return outcome.provider().equals("terra")
                ? ": this type carries no measurement, or the service is still working on it"
                : ": the notice is kept until its object is fetched from the provider";
    }
}
