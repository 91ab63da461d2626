package io.bhiv.play.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Moves a sample to today: every time in it is moved by the same whole number of days, so that the newest lies within the
 * day before {@code now} and nights stay nights.
 */
record DayShift(Instant now) {

    private static final DateTimeFormatter TERRA = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    void apply(ObjectNode body) {
        List<OffsetDateTime> times = new ArrayList<>();
        collect(body, times);
        times.stream().max(OffsetDateTime::compareTo).ifPresent(newest -> {
            long days = Duration.between(newest.toInstant(), now).toDays();
            move(body, days);
        });
    }

    private static void collect(JsonNode node, List<OffsetDateTime> into) {
        time(node).ifPresent(into::add);
        node.forEach(child -> collect(child, into));
    }

    private static void move(JsonNode node, long days) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                time(field.getValue())
                        .ifPresentOrElse(
                                time -> object.put(field.getKey(), TERRA.format(time.plusDays(days))),
                                () -> move(field.getValue(), days));
            }
        } else if (node instanceof ArrayNode array) {
            array.forEach(child -> move(child, days));
        }
    }

    private static Optional<OffsetDateTime> time(JsonNode node) {
        if (!node.isTextual() || node.asText().length() < 20) {
            return Optional.empty();
        }
        try {
            return Optional.of(OffsetDateTime.parse(node.asText()));
        } catch (DateTimeParseException noTime) {
            return Optional.empty();
        }
    }
}
