package io.bhiv.automation.engine.reload;

import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.automation.engine.job.Trigger.MetricSource;
import io.bhiv.automation.engine.job.Trigger.OnStartup.Scope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A schedule as the ledger keeps it, to detect one that changed while no process was running. The words are those that the first versions
 * wrote, and stay: a job whose fingerprint differs begins at now. What a trigger gains belongs here only where it is stated.
 */
final class Fingerprint {

    private Fingerprint() {}

    static String of(Trigger trigger) {
        return switch (trigger) {
            case Trigger.OnStartup(Scope scope) -> "OnStartup[scope=%s]".formatted(scope.name());
            case Trigger.Every(Duration period, Instant anchor, OptionalLong repetitions) ->
                "Every[period=%s, anchor=%s, repetitions=OptionalLong%s]"
                        .formatted(
                                period,
                                anchor,
                                repetitions.isPresent() ? "[" + repetitions.getAsLong() + "]" : ".empty");
            case Trigger.Cron(CronExpression expression, ZoneId zone) ->
                "Cron[expression=%s, zone=%s]".formatted(expression.text(), zone.getId());
            case Trigger.OnRecord(String topic, List<Filter> where) ->
                "OnRecord[topic=%s, where=%s]"
                        .formatted(
                                topic, where.stream().map(Fingerprint::of).collect(Collectors.joining(", ", "[", "]")));
            case Trigger.OnMetric(URI url, MetricSource source, double above, double rearmAt, Duration every) ->
                "OnMetric[url=%s, source=%s, above=%s, rearmAt=%s, every=%s]"
                        .formatted(url, of(source), above, rearmAt, every);
        };
    }

    private static String of(Filter filter) {
        return "Filter[pointer=%s, equalTo=%s]".formatted(filter.pointer(), filter.equalTo());
    }

    private static String of(MetricSource source) {
        return switch (source) {
            case MetricSource.AtPointer(String pointer) -> "AtPointer[pointer=%s]".formatted(pointer);
            case MetricSource.Sample(String series) -> "Sample[series=%s]".formatted(series);
        };
    }
}
