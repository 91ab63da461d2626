package io.bhiv.simulator.oura;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.play.document.OuraSamples;
import io.bhiv.play.person.Night;
import io.bhiv.simulator.http.Parameters;
import io.bhiv.simulator.people.RecordedDay;
import io.bhiv.simulator.people.Wearers;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The rows of {@code heartrate} and {@code interbeat_interval}, made from the nights as they are now. */
record SampleRows(Wearers wearers, Clock clock) {

    /** The last day without {@code start_datetime}; the end does not belong to the range. */
    List<ObjectNode> of(Parameters query, String person, String collection) {
        Instant to = time(query, "end_datetime", clock.instant());
        Instant from = time(query, "start_datetime", to.minus(Duration.ofDays(1)));
        List<ObjectNode> rows = new ArrayList<>();
        for (RecordedDay recorded : wearers.days(person).values()) {
            Night night = recorded.day().night();
            if (night != null && overlaps(night, from, to)) {
                all(night, collection).stream()
                        .filter(row -> isWithin(row, from, to))
                        .forEach(rows::add);
            }
        }
        boolean latest = query.first("latest").filter("true"::equals).isPresent();
        return latest && !rows.isEmpty() ? List.of(rows.getLast()) : rows;
    }

    /** A broken time is an IllegalArgumentException, which is answered with 400. */
    private static Instant time(Parameters query, String name, Instant otherwise) {
        try {
            return query.first(name)
                    .map(text -> OffsetDateTime.parse(text.replace(' ', '+')).toInstant())
                    .orElse(otherwise);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(name + " must be a time with its offset", noTime);
        }
    }

    private static boolean overlaps(Night night, Instant from, Instant to) {
        return night.wake().toInstant().isAfter(from)
                && night.bedtime().toInstant().isBefore(to);
    }

    private static boolean isWithin(ObjectNode row, Instant from, Instant to) {
        long at = row.get("timestamp_unix").longValue();
        return at >= from.toEpochMilli() && at < to.toEpochMilli();
    }

    private static List<ObjectNode> all(Night night, String collection) {
        return switch (collection) {
            case "heartrate" -> OuraSamples.heartRate(night);
            case "interbeat_interval" -> OuraSamples.interbeatInterval(night);
            default -> List.of();
        };
    }
}
