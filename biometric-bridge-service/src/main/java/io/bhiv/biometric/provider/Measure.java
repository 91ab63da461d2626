package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Coding;
import io.bhiv.model.biometric.Device;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Observation;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Series;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ValueStatus;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fact of a resource in our model, before it has an id and an owner.
 *
 * @param observation its coding is the code that the provider itself gave, or empty for the usual ones of the metric
 * @param effective when it holds, where that differs from the resource
 */
public record Measure(
        Fact fact,
        Observation observation,
        @Nullable Effective effective,
        @Nullable Device device,
        @Nullable Map<String, Object> extensions) {

    /** Without the value. */
    @Override
    public String toString() {
        return "Measure[" + fact.key() + ']';
    }

    /** A single value, or the statement that there is none: null is ABSENT, never 0. */
    public static Measure value(
            Metric metric, String providerMetric, @Nullable Double value, String unit, Statistic statistic) {
        return of(Observation.ofValue(metric, Fact.escaped(providerMetric), value, unit, statistic), 1);
    }

    /** The statement that there is no value, and why. */
    public static Measure withoutValue(
            Metric metric, String providerMetric, String unit, Statistic statistic, ValueStatus why) {
        Observation absent = Observation.ofValue(metric, Fact.escaped(providerMetric), null, unit, statistic);
        return of(absent.withStatus(why), 1);
    }

    /** Values over time; {@code part} counts from 1. */
    public static Measure series(Metric metric, String providerMetric, String unit, Series series, int part) {
        return of(Observation.ofSeries(metric, Fact.escaped(providerMetric), unit, series), part);
    }

    /** A span of time that is itself the fact. */
    public static Measure session(
            Metric metric,
            String providerMetric,
            @Nullable Session session,
            @Nullable Device device,
            @Nullable Map<String, Object> extensions) {
        Observation observation = Observation.ofSession(metric, providerMetric, session);
        return new Measure(Fact.of(observation, 1), observation, null, device, extensions);
    }

    private static Measure of(Observation observation, int part) {
        return new Measure(Fact.of(observation, part), observation, null, null, null);
    }

    /** The same fact, holding at another time than its resource. */
    public Measure at(Effective other) {
        return new Measure(fact, observation, other, device, extensions);
    }

    /** The same fact with the provider's own code. */
    public Measure coded(Coding own) {
        return new Measure(fact, observation.withCoding(List.of(own)), effective, device, extensions);
    }

    /** The same fact, as part of a night, a nap or a workout. */
    public Measure within(Session session) {
        return new Measure(fact, observation.within(session), effective, device, extensions);
    }

    /** The same fact, with what the person was doing and how far it can be trusted. */
    public Measure during(MeasurementContext doing, @Nullable Quality trust) {
        return new Measure(fact, observation.during(doing, trust), effective, device, extensions);
    }

    /**
     * The part of an idempotency key that distinguishes the facts of one resource: {@code metric|(statistic or kind)}.
     *
     * <p>The metric {@code other} takes the provider's path along ({@code other:nutrition.summary.water_ml|SUM}), or all of them would be one
     * fact. The path is {@link #escaped}. A series too long for one record continues as {@code hrv_rmssd|SERIES.2}.
     */
    public record Fact(String key) {

        private static final String OTHER = "other:";

        static Fact of(Observation observation, int part) {
            Metric metric = observation.metric();
            String providerMetric = observation.providerMetric();
            String name = metric == Metric.OTHER && providerMetric != null ? OTHER + providerMetric : metric.wireName();
            Statistic statistic = observation.statistic();
            String shape = statistic == null ? observation.eventKind().name() : statistic.name();
            return new Fact(name + '|' + shape + (part == 1 ? "" : "." + part));
        }

        /**
         * A provider's name as part of keys and as our own text: our separator and control characters become {@code %} and
         * their code, so that different names stay different and can be stored and joined.
         */
        public static String escaped(String providerPath) {
            if (providerPath.chars().noneMatch(Fact::needsEscape)) {
                return providerPath;
            }
            StringBuilder escaped = new StringBuilder(providerPath.length());
            providerPath.codePoints().forEach(point -> {
                if (needsEscape(point)) {
                    escaped.append(String.format("%%%02X", point));
                } else {
                    escaped.appendCodePoint(point);
                }
            });
            return escaped.toString();
        }

        private static boolean needsEscape(int point) {
            return point == '%' || point == '|' || Character.isISOControl(point);
        }

        /** The beginning of every fact of metric {@code other} below the provider's path. */
        public static String othersBelow(String providerPath) {
            return OTHER + providerPath;
        }

        /** The metric; {@code other} for a key that a later version of the model wrote. */
        public Metric metric() {
            String name = key.substring(0, key.lastIndexOf('|'));
            for (Metric metric : Metric.values()) {
                if (metric.wireName().equals(name)) {
                    return metric;
                }
            }
            return Metric.OTHER;
        }

        /** The provider's path, for the metric {@code other} only. */
        public @Nullable String providerMetric() {
            String name = key.substring(0, key.lastIndexOf('|'));
            if (name.startsWith(OTHER)) {
                return name.substring(OTHER.length());
            }
            return metric() == Metric.OTHER ? name : null;
        }

        public @Nullable Statistic statistic() {
            String shape = shape();
            for (Statistic statistic : Statistic.values()) {
                if (statistic.name().equals(shape)) {
                    return statistic;
                }
            }
            return null;
        }

        public EventKind kind() {
            String shape = shape();
            for (EventKind kind : EventKind.values()) {
                if (kind.name().equals(shape)) {
                    return kind;
                }
            }
            return EventKind.MEASUREMENT;
        }

        private String shape() {
            String shape = key.substring(key.lastIndexOf('|') + 1);
            int part = shape.indexOf('.');
            return part < 0 ? shape : shape.substring(0, part);
        }
    }
}
