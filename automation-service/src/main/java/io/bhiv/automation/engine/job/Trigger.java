package io.bhiv.automation.engine.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;

/** What makes a job due. */
public sealed interface Trigger {

    /** Due when a process starts, or once for all processes of a deployment. */
    record OnStartup(Scope scope) implements Trigger {
        public enum Scope {
            PROCESS,
            DEPLOYMENT
        }
    }

    /**
     * Due every {@code period} of elapsed time, at {@code anchor + n * period}.
     *
     * <p>The grid hangs on an instant and not on the start of a process, because all replicas and all restarts must name the
     * same due times.
     *
     * @param repetitions how many due times there are in all, the anchor being the first; empty for no end
     */
    record Every(Duration period, Instant anchor, OptionalLong repetitions) implements Trigger {
        public static final Duration SHORTEST = Duration.ofMillis(100);

        /** Starts at the anchor and has no end. */
        public static final long FOREVER = Long.MAX_VALUE;
    }

    /** Due by the wall clock of a zone. */
    record Cron(CronExpression expression, ZoneId zone) implements Trigger {}

    /** Due for every record of a topic whose JSON value passes all filters; unique by topic, partition and offset. */
    record OnRecord(String topic, List<Filter> where) implements Trigger {
        public OnRecord {
            where = List.copyOf(where);
        }
    }

    /**
     * Due when a value crosses the threshold upwards; armed again once it has fallen to {@code rearmAt}.
     *
     * @param source where the value is read, every {@code every}
     */
    record OnMetric(URI url, MetricSource source, double above, double rearmAt, Duration every) implements Trigger {}

    /** A test on one place of a JSON document. */
    record Filter(String pointer, @JsonProperty("equals") JsonNode equalTo) {}

    /** Where the value is in an answer. */
    sealed interface MetricSource {
        /** At a JSON pointer of a JSON document. */
        record AtPointer(String pointer) implements MetricSource {}

        /** A sample of a Prometheus text page, by its name and labels exactly as printed there. */
        record Sample(String series) implements MetricSource {}
    }

    /** What kind it is, for people. */
    default String wireName() {
        return switch (this) {
            case OnStartup s -> "onStartup";
            case Every e -> "interval";
            case Cron c -> "cron";
            case OnRecord r -> "event";
            case OnMetric m -> "event";
        };
    }
}
