package io.bhiv.insight.evaluate;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The connections of people with one provider that are in one state: how many, never whose.
 *
 * @param state as its service writes it: {@code ACTIVE}
 * @param heardAt the last notice of any of them, or since when one is waited for; null where none is kept
 * @param changedAt when the last of them came into this state; null where none ever changed
 */
public record Connections(
        String service,
        String provider,
        String state,
        long connections,
        @Nullable Instant heardAt,
        @Nullable Instant changedAt) {

    private static final String METRIC = "bridge.connections";

    static List<Connections> of(Picture picture) {
        Readings readings = Readings.of(picture);
        Map<String, Connections> states = new TreeMap<>();
        readings.named(METRIC).forEach(one -> {
            Connections found = new Connections(
                    one.service(),
                    one.label("provider"),
                    one.label("state"),
                    Math.round(one.value()),
                    time(readings, one, METRIC + ".heard.timestamp"),
                    time(readings, one, METRIC + ".changed.timestamp"));
            states.merge(found.provider() + " " + found.state(), found, Connections::withMore);
        });
        return List.copyOf(states.values());
    }

    /** Replicas count at different instants. */
    private static Connections withMore(Connections one, Connections other) {
        return other.connections() > one.connections() ? other : one;
    }

    private static @Nullable Instant time(Readings readings, Readings.Reading of, String metric) {
        OptionalDouble seconds = Readings.most(readings.of(of.service(), metric)
                .filter(one -> one.label("provider").equals(of.label("provider"))
                        && one.label("state").equals(of.label("state"))));
        return seconds.isEmpty() ? null : Instant.ofEpochMilli(Math.round(seconds.getAsDouble() * 1_000));
    }
}
