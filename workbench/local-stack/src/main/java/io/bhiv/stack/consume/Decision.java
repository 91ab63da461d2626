package io.bhiv.stack.consume;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.model.topic.Topics;
import java.io.IOException;

/** What an agent would do about a record, in one line. Pure. */
final class Decision {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Decision() {}

    static String about(Received received) {
        JsonNode body;
        try {
            body = JSON.readTree(received.value());
        } catch (IOException e) {
            return "skip: not JSON";
        }
        return switch (received.topic()) {
            case Topics.HEALTH_EVENTS -> trigger(body);
            case Topics.TERRA_BIOMETRIC_EVENTS ->
                "nothing: the bridge reads Terra's " + body.path("type").asText("record") + " from here as well";
            default -> event(body);
        };
    }

    private static String trigger(JsonNode trigger) {
        String person = trigger.path("subject_id").asText();
        if (trigger.at("/personal/status").asText().equals("RESOLVED")) {
            return "tell " + person + " that " + trigger.path("rule").asText() + " is over";
        }
        return "offer " + person + ' ' + trigger.path("recommendation").asText() + " ("
                + trigger.path("severity").asText() + ' ' + trigger.path("rule").asText() + "): "
                + trigger.path("explanation").asText();
    }

    private static String event(JsonNode event) {
        String person = event.at("/subject/subject_id").asText();
        String what = event.path("metric").asText();
        return switch (event.path("event_kind").asText()) {
            case "CONNECTION" ->
                "note that " + person + " is " + event.at("/connection/state").asText();
            case "SERIES" -> "store " + event.at("/series/values").size() + " values of " + what + " for " + person;
            default ->
                event.path("operation").asText().equals("DELETE")
                        ? "forget " + event.path("idempotency_key").asText()
                        : "store " + what + ' ' + value(event) + " for " + person;
        };
    }

    /** A missing value is null and has a status; it is never 0. */
    private static String value(JsonNode event) {
        JsonNode value = event.path("value");
        return value.isNumber()
                ? value.asText() + ' ' + event.path("unit").asText()
                : event.path("value_status").asText();
    }
}
