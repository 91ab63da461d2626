package io.bhiv.insight.evaluate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows that wait for somebody, by the reason why.
 *
 * @param subject what they are
 * @param dead given up; else parked
 */
public record SetAside(String service, String subject, boolean dead, String reason, long rows) {

    private record Source(String gauge, String subject, boolean dead) {}

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
        Map<String, SetAside> byReason = new TreeMap<>();
        readings.named(source.gauge())
                .filter(one -> one.value() >= 1)
                .map(one -> new SetAside(
                        one.service(), source.subject(), source.dead(), one.label("reason"), Math.round(one.value())))
                .forEach(one -> byReason.merge(
                        one.service() + " " + one.reason(),
                        one,
                        (known, more) -> more.rows() > known.rows() ? more : known));
        return List.copyOf(byReason.values());
    }
}
