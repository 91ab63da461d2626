package io.bhiv.automation.engine.read;

import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.job.Trigger.Figure;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.automation.engine.job.Trigger.OnStartup.Scope;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads the {@code trigger} of a job. */
final class TriggerReader {

    static final List<String> TYPES = List.of("onStartup", "intervalMinutes", "interval", "cron", "event");

    private static final Duration LONGEST = Duration.ofDays(3_660);

    private TriggerReader() {}

    static Optional<Trigger> read(Place trigger) {
        if (!trigger.json().isObject() || !trigger.json().path("type").isTextual()) {
            trigger.wrong("a trigger is an object with a 'type', one of " + String.join(", ", TYPES));
            return Optional.empty();
        }
        return switch (trigger.json().path("type").asText()) {
            case "onStartup" -> startup(trigger);
            case "intervalMinutes" -> minutes(trigger);
            case "interval" -> interval(trigger);
            case "cron" -> cron(trigger);
            case "event" -> event(trigger);
            case String other -> {
                trigger.at("type")
                        .wrong("unknown trigger '" + other + "'" + Nearest.hint(other, TYPES) + " (one of "
                                + String.join(", ", TYPES) + ")");
                yield Optional.empty();
            }
        };
    }

    /** In the published shape {@code value} may stand here and says nothing, so anything goes. */
    private static Optional<Trigger> startup(Place trigger) {
        trigger.isObjectOf(Set.of("type", "value", "once"), Set.of());
        Scope scope = trigger.has("once")
                ? trigger.at("once")
                        .choice(
                                Scope.values(),
                                s -> s == Scope.PROCESS ? "per-process" : "per-deployment",
                                Scope.PROCESS)
                : Scope.PROCESS;
        return Optional.of(new Trigger.OnStartup(scope));
    }

    private static Optional<Trigger> minutes(Place trigger) {
        if (!trigger.isObjectOf(Set.of("type", "value", "anchor"), Set.of("value"))) {
            return Optional.empty();
        }
        long minutes = trigger.at("value").whole(1, LONGEST.toMinutes(), 1);
        return Optional.of(new Trigger.Every(Duration.ofMinutes(minutes), anchor(trigger), OptionalLong.empty()));
    }

    private static Optional<Trigger> interval(Place trigger) {
        if (!trigger.isObjectOf(Set.of("type", "value", "anchor"), Set.of("value"))) {
            return Optional.empty();
        }
        Place value = trigger.at("value");
        if (value.json().asText().startsWith("R")) {
            if (trigger.has("anchor")) {
                trigger.at("anchor").wrong("a repeating interval states its own start");
            }
            return value.parsed(TriggerReader::repeating, "a repeating interval such as R/2026-01-01T00:00:00Z/PT1H")
                    .map(every -> every);
        }
        Duration period = value.duration(Trigger.Every.SHORTEST, LONGEST, Duration.ofDays(1));
        return Optional.of(new Trigger.Every(period, anchor(trigger), OptionalLong.empty()));
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
        OptionalLong times =
                parts[0].equals("R") ? OptionalLong.empty() : OptionalLong.of(count(parts[0].substring(1)) + 1);
        return new Trigger.Every(period, Instant.parse(parts[1]), times);
    }

    private static long count(String digits) {
        if (digits.isEmpty() || digits.length() > 9 || !digits.chars().allMatch(Character::isDigit)) {
            throw new IllegalArgumentException("R is followed by the number of repetitions, or by nothing");
        }
        return Long.parseLong(digits);
    }

    private static Instant anchor(Place trigger) {
        return trigger.has("anchor")
                ? trigger.at("anchor")
                        .parsed(Instant::parse, "an instant such as 2026-01-01T00:00:00Z")
                        .orElse(Instant.EPOCH)
                : Instant.EPOCH;
    }

    private static Optional<Trigger> cron(Place trigger) {
        if (!trigger.isObjectOf(Set.of("type", "value", "zone"), Set.of("value", "zone"))) {
            return Optional.empty();
        }
        Optional<CronExpression> expression =
                trigger.at("value").parsed(CronExpression::parse, "a cron expression of six fields");
        Optional<ZoneId> zone = trigger.at("zone").parsed(TriggerReader::zone, "an IANA time zone");
        if (expression.isEmpty() || zone.isEmpty()) {
            return Optional.empty();
        }
        Trigger cron = new Trigger.Cron(expression.get(), zone.get());
        // From a fixed instant: whether an expression can ever come true does not depend on today.
        if (DueTimes.after(cron, Instant.EPOCH).isEmpty()) {
            trigger.at("value").wrong("this never comes: no date matches it");
            return Optional.empty();
        }
        return Optional.of(cron);
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not an IANA time zone" + Nearest.hint(name, ZoneId.getAvailableZoneIds()),
                    unknown);
        }
    }

    private static Optional<Trigger> event(Place trigger) {
        if (trigger.has("topic") == trigger.has("metric")) {
            trigger.wrong("an event has either a 'topic' or a 'metric'");
            return Optional.empty();
        }
        return trigger.has("topic") ? record(trigger) : metric(trigger);
    }

    private static Optional<Trigger> record(Place trigger) {
        trigger.isObjectOf(Set.of("type", "topic", "where"), Set.of());
        if (trigger.has("where") && !trigger.at("where").json().isArray()) {
            trigger.at("where").wrong("this must be a list of {pointer, equals}");
        }
        List<Filter> filters = trigger.at("where").items().stream()
                .filter(place -> place.isObjectOf(Set.of("pointer", "equals"), Set.of("pointer", "equals")))
                .map(place -> new Filter(
                        pointer(place.at("pointer")), place.at("equals").json().toString()))
                .toList();
        return trigger.at("topic").text(249).map(topic -> new Trigger.OnRecord(topic, filters));
    }

    private static Optional<Trigger> metric(Place trigger) {
        trigger.isObjectOf(Set.of("type", "metric"), Set.of());
        Place metric = trigger.at("metric");
        if (!metric.isObjectOf(
                Set.of("url", "pointer", "sample", "above", "rearmAt", "every"), Set.of("url", "above"))) {
            return Optional.empty();
        }
        if (metric.has("pointer") == metric.has("sample")) {
            metric.wrong("a figure stands either at a 'pointer' (JSON) or in a 'sample' (Prometheus text)");
            return Optional.empty();
        }
        Figure figure = metric.has("pointer")
                ? new Figure.AtPointer(pointer(metric.at("pointer")))
                : new Figure.Sample(metric.at("sample").text(500, ""));
        double above = metric.at("above").number(-1e15, 1e15, 0);
        double rearm = metric.has("rearmAt") ? metric.at("rearmAt").number(-1e15, above, above) : above;
        Duration every = metric.has("every")
                ? metric.at("every").duration(Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofSeconds(30))
                : Duration.ofSeconds(30);
        return metric.at("url")
                .parsed(TriggerReader::web, "an http or https address")
                .map(url -> new Trigger.OnMetric(url, figure, above, rearm, every));
    }

    static URI web(String text) {
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

    private static String pointer(Place place) {
        String text = place.text(500, "");
        if (!text.startsWith("/")) {
            place.wrong("a JSON pointer begins with /");
            return "";
        }
        return text;
    }
}
