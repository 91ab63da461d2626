package io.bhiv.insight.evaluate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows that wait for somebody, by the reason why.
 *
 * @param subject what they are; of deliveries, their provider
 * @param dead given up; else parked
 */
public record SetAside(String service, String subject, boolean dead, String reason, long rows) {

    private static final String PROVIDER = "provider";

    private record Source(String gauge, String subject, boolean dead) {

        String subject(Readings.Reading one) {
            return one.label(PROVIDER).isEmpty() ? subject : one.label(PROVIDER);
        }
    }

    private static final List<Source> SOURCES = List.of(
            new Source("bridge.bucket.dead.by.reason", "prana", true),
            new Source("bridge.automation.dead", "automation-runs", true),
            new Source("bridge.backlog.dead", "deliveries of providers", true),
            new Source("bridge.backlog.parked", "deliveries of providers", false),
            new Source("bridge.core.parked.by.reason", "core-updates", false));

    static List<SetAside> of(Picture picture) {
        Readings readings = Readings.of(picture);
        return SOURCES.stream().flatMap(source -> of(source, readings).stream()).toList();
    }

    private static List<SetAside> of(Source source, Readings readings) {
        List<Readings.Reading> some =
                readings.named(source.gauge()).filter(one -> one.value() >= 1).toList();
        // A replica of an earlier version counts the deliveries of all providers together: they are among the others'
        // already.
        boolean byProvider = some.stream().anyMatch(one -> !one.label(PROVIDER).isEmpty());
        Map<String, SetAside> byReason = new TreeMap<>();
        some.stream()
                .filter(one -> !byProvider || !one.label(PROVIDER).isEmpty())
                .map(one -> new SetAside(
                        one.service(),
                        source.subject(one),
                        source.dead(),
                        one.label("reason"),
                        Math.round(one.value())))
                .forEach(one -> byReason.merge(
                        one.service() + " " + one.subject() + " " + one.reason(),
                        one,
                        (known, more) -> more.rows() > known.rows() ? more : known));
        return List.copyOf(byReason.values());
    }
}
