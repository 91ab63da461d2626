package io.bhiv.insight.evaluate;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rows that wait for somebody, by the reason why.
 *
 * @param subject what they are; of deliveries, their provider
 * @param dead given up; else parked
 */
public record SetAside(String service, String subject, boolean dead, String reason, long rows) {

    /** Why a delivery to BHIV Core or BHIV Bucket is dead; each has words of its own, too many to count by. */
    static final String FAILED_FOR_GOOD = "failed_for_good";
    /** Why a record of Kafka is parked, for the same reason. */
    static final String CANNOT_BE_TAKEN = "cannot_be_taken";

    private static final String PROVIDER = "provider";
    private static final String DESTINATION = "destination";

    /** @param reason of all of them, where they are not counted by reason */
    private record Source(String gauge, String subject, boolean dead, String reason) {

        Source(String gauge, String subject, boolean dead) {
            this(gauge, subject, dead, "");
        }

        String subject(Readings.Reading one) {
            String destination = one.label(DESTINATION);
            return Stream.of(
                            one.label(PROVIDER),
                            one.label("intake"),
                            destination.isEmpty() ? "" : destination + "-deliveries")
                    .filter(label -> !label.isEmpty())
                    .findFirst()
                    .orElse(subject);
        }

        String reason(Readings.Reading one) {
            return reason.isEmpty() ? one.label("reason") : reason;
        }
    }

    private static final List<Source> SOURCES = List.of(
            new Source("bridge.bucket.dead.by.reason", "prana", true),
            new Source("bridge.automation.dead", "automation-runs", true),
            new Source("bridge.backlog.dead", "deliveries of providers", true),
            new Source("bridge.backlog.parked", "deliveries of providers", false),
            new Source("bridge.core.parked.by.reason", "core-updates", false),
            new Source("bridge.core.failed", "deliveries", true, FAILED_FOR_GOOD),
            new Source("bridge.intake.waiting", "records of Kafka", false, CANNOT_BE_TAKEN));

    /** Records that could not be taken, of the intake of a topic. */
    public boolean isOfKafka() {
        return reason.equals(CANNOT_BE_TAKEN);
    }

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
                        one.service(), source.subject(one), source.dead(), source.reason(one), Math.round(one.value())))
                .forEach(one -> byReason.merge(
                        one.service() + " " + one.subject() + " " + one.reason(),
                        one,
                        (known, more) -> more.rows() > known.rows() ? more : known));
        return List.copyOf(byReason.values());
    }
}
