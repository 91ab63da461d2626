package io.bhiv.automation.engine.read;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.automation.engine.job.Trigger.Filter;
import io.bhiv.automation.engine.job.Trigger.MetricSource;
import io.bhiv.automation.engine.job.Trigger.OnStartup.Scope;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A trigger as a job file states it: Jackson binds it once the schema has accepted it, {@link #checked} does the rest. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = StatedTrigger.OnStartup.class, name = "onStartup"),
    @JsonSubTypes.Type(value = StatedTrigger.IntervalMinutes.class, name = "intervalMinutes"),
    @JsonSubTypes.Type(value = StatedTrigger.Interval.class, name = "interval"),
    @JsonSubTypes.Type(value = StatedTrigger.Cron.class, name = "cron"),
    @JsonSubTypes.Type(value = StatedTrigger.Event.class, name = "event")
})
sealed interface StatedTrigger {

    /** The trigger; adds a violation for what no schema can express. */
    Trigger checked(String at, Violations violations);

    record OnStartup(@Nullable String once) implements StatedTrigger {
        @Override
        public Trigger checked(String at, Violations violations) {
            return new Trigger.OnStartup("per-deployment".equals(once) ? Scope.DEPLOYMENT : Scope.PROCESS);
        }
    }

    record IntervalMinutes(long value, @Nullable Instant anchor) implements StatedTrigger {
        @Override
        public Trigger checked(String at, Violations violations) {
            return new Trigger.Every(
                    Duration.ofMinutes(value), violations.instant(anchor, at + "/anchor"), OptionalLong.empty());
        }
    }

    record Interval(Repetition value, @Nullable Instant anchor) implements StatedTrigger {

        private static final Duration LONGEST = Duration.ofDays(3_660);

        @Override
        public Trigger checked(String at, Violations violations) {
            Instant start = value.start();
            if (start != null && anchor != null) {
                violations.add(at + "/anchor", "a repeating interval states its own start");
            }
            violations.between(value.period(), Trigger.Every.SHORTEST, LONGEST, at + "/value");
            return new Trigger.Every(
                    value.period(),
                    start == null
                            ? violations.instant(anchor, at + "/anchor")
                            : violations.instant(start, at + "/value"),
                    value.repetitions());
        }
    }

    /** {@code PT1H}, or {@code R5/2026-01-01T00:00:00Z/PT1H}. */
    record Repetition(Duration period, @Nullable Instant start, OptionalLong repetitions) {

        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        static Repetition of(String text) {
            String[] parts = text.split("/", -1);
            if (parts.length != 1 && parts.length != 3) {
                throw new IllegalArgumentException("a repeating interval has three parts: R/<start>/<duration>");
            }
            try {
                if (parts.length == 1) {
                    return new Repetition(Duration.parse(text), null, OptionalLong.empty());
                }
                String count = parts[0].substring(1);
                long times = count.isEmpty() ? Trigger.Every.FOREVER : Long.parseLong(count) + 1;
                return new Repetition(Duration.parse(parts[2]), Instant.parse(parts[1]), OptionalLong.of(times));
            } catch (DateTimeException unreadable) {
                String expected = parts.length == 1
                        ? "an ISO-8601 duration such as PT30S"
                        : "a repeating interval such as R/2026-01-01T00:00:00Z/PT1H";
                throw new IllegalArgumentException("this must be " + expected, unreadable);
            }
        }
    }

    record Cron(CronExpression value, ZoneId zone) implements StatedTrigger {
        @Override
        public Trigger checked(String at, Violations violations) {
            Trigger cron = new Trigger.Cron(value, zone);
            // From a fixed instant: whether an expression can ever match does not depend on today.
            if (DueTimes.after(cron, Instant.EPOCH).isEmpty()) {
                violations.add(at + "/value", "this never comes: no date matches it");
            }
            return cron;
        }
    }

    /** Either a topic or a metric. */
    record Event(
            @Nullable String topic,
            @Nullable List<Filter> where,
            @Nullable Metric metric) implements StatedTrigger {

        @Override
        public Trigger checked(String at, Violations violations) {
            return metric == null
                    ? new Trigger.OnRecord(Objects.requireNonNull(topic), where == null ? List.of() : where)
                    : metric.checked(at + "/metric", violations);
        }
    }

    /** Either at a pointer or in a sample. */
    record Metric(
            URI url,
            @Nullable String pointer,
            @Nullable String sample,
            double above,
            @Nullable Double rearmAt,
            @Nullable Duration every) {

        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofDays(1);
        private static final Duration STANDARD = Duration.ofSeconds(30);

        Trigger checked(String at, Violations violations) {
            double rearm = Optional.ofNullable(rearmAt).orElse(above);
            if (rearm > above) {
                violations.add(at + "/rearmAt", "this must be a number from -1.0E15 to " + above);
            }
            Duration pace = Optional.ofNullable(every).orElse(STANDARD);
            violations.between(pace, SHORTEST, LONGEST, at + "/every");
            violations.address(url.toString(), at + "/url");
            MetricSource source = pointer == null
                    ? new MetricSource.Sample(Objects.requireNonNull(sample))
                    : new MetricSource.AtPointer(pointer);
            return new Trigger.OnMetric(url, source, above, rearm, pace);
        }
    }
}
