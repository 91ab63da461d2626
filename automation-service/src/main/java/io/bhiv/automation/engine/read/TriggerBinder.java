package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.automation.engine.job.Trigger.MetricSource;
import io.bhiv.automation.engine.job.Trigger.OnStartup.Scope;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Binds a trigger that the schema accepted. */
record TriggerBinder(JsonNode trigger, String at, Violations violations) {

    private static final Duration LONGEST = Duration.ofDays(3_660);
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    static Optional<Trigger> bind(JsonNode trigger, String at, Violations violations) {
        return new TriggerBinder(trigger, at, violations).bind();
    }

    private Optional<Trigger> bind() {
        return switch (trigger.path("type").asText()) {
            case "onStartup" ->
                Optional.of(new Trigger.OnStartup(
                        trigger.path("once").asText().equals("per-deployment") ? Scope.DEPLOYMENT : Scope.PROCESS));
            case "intervalMinutes" ->
                Optional.of(new Trigger.Every(
                        Duration.ofMinutes(trigger.path("value").asLong()), anchor(), OptionalLong.empty()));
            case "interval" -> interval(trigger.path("value").asText());
            case "cron" -> cron();
            case "event" -> trigger.has("topic") ? Optional.of(record()) : metric(trigger.path("metric"));
            case String missing -> Optional.empty();
        };
    }

    private Instant anchor() {
        return trigger.has("anchor")
                ? violations
                        .parsed(
                                at + "/anchor",
                                trigger.path("anchor").asText(),
                                TriggerBinder::instant,
                                "an instant such as 2026-01-01T00:00:00Z")
                        .orElse(Instant.EPOCH)
                : Instant.EPOCH;
    }

    /** Instants that every calendar, table and arithmetic of ours can hold. */
    private static Instant instant(String text) {
        Instant instant = Instant.parse(text);
        if (instant.isBefore(EARLIEST) || instant.isAfter(LATEST)) {
            throw new IllegalArgumentException("this must be an instant from " + EARLIEST + " to " + LATEST);
        }
        return instant;
    }

    private Optional<Trigger> interval(String value) {
        if (!value.startsWith("R")) {
            Duration period =
                    violations.duration(trigger, at, "value", Trigger.Every.SHORTEST, LONGEST, Duration.ofDays(1));
            return Optional.of(new Trigger.Every(period, anchor(), OptionalLong.empty()));
        }
        if (trigger.has("anchor")) {
            violations.add(at + "/anchor", "a repeating interval states its own start");
        }
        return violations.parsed(
                at + "/value",
                value,
                TriggerBinder::repeating,
                "a repeating interval such as R/2026-01-01T00:00:00Z/PT1H");
    }

    private static Trigger repeating(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a repeating interval has three parts: R/<start>/<duration>");
        }
        Duration period = Duration.parse(parts[2]);
        if (period.compareTo(Trigger.Every.SHORTEST) < 0) {
            throw new IllegalArgumentException("the shortest interval is " + Trigger.Every.SHORTEST);
        }
        String repetitions = parts[0].substring(1);
        long times = repetitions.isEmpty() ? Trigger.Every.FOREVER : Long.parseLong(repetitions) + 1;
        return new Trigger.Every(period, instant(parts[1]), OptionalLong.of(times));
    }

    private Optional<Trigger> cron() {
        Optional<CronExpression> expression = violations.parsed(
                at + "/value", trigger.path("value").asText(), CronExpression::parse, "a cron expression");
        Optional<ZoneId> zone = violations.parsed(
                at + "/zone", trigger.path("zone").asText(), TriggerBinder::zone, "an IANA time zone");
        if (expression.isEmpty() || zone.isEmpty()) {
            return Optional.empty();
        }
        Trigger cron = new Trigger.Cron(expression.get(), zone.get());
        // From a fixed instant: whether an expression can ever match does not depend on today.
        if (DueTimes.after(cron, Instant.EPOCH).isEmpty()) {
            violations.add(at + "/value", "this never comes: no date matches it");
        }
        return Optional.of(cron);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not an IANA time zone" + Suggestion.hint(name, ZoneId.getAvailableZoneIds()),
                    unknown);
        }
    }

    private Trigger record() {
        List<Filter> filters = new ArrayList<>();
        trigger.path("where")
                .forEach(one -> filters.add(new Filter(
                        one.path("pointer").asText(), one.path("equals").toString())));
        return new Trigger.OnRecord(trigger.path("topic").asText(), filters);
    }

    private Optional<Trigger> metric(JsonNode metric) {
        String place = at + "/metric";
        MetricSource source = metric.has("pointer")
                ? new MetricSource.AtPointer(metric.path("pointer").asText())
                : new MetricSource.Sample(metric.path("sample").asText());
        double above = metric.path("above").asDouble();
        double rearm = metric.path("rearmAt").asDouble(above);
        if (rearm > above) {
            violations.add(place + "/rearmAt", "this must be a number from -1.0E15 to " + above);
        }
        Duration every = violations.duration(
                metric, place, "every", Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofSeconds(30));
        return violations
                .parsed(place + "/url", metric.path("url").asText(), TriggerBinder::address, "an address")
                .map(url -> new Trigger.OnMetric(url, source, above, rearm, every));
    }

    static URI address(String text) {
        try {
            URI uri = new URI(text);
            if (Set.of("http", "https").contains(String.valueOf(uri.getScheme())) && uri.getHost() != null) {
                return uri;
            }
        } catch (URISyntaxException unreadable) {
            // Its message would repeat the address, which may hold anything.
        }
        throw new IllegalArgumentException("this must be an http or https address");
    }
}
