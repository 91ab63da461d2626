package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Coding;
import io.bhiv.model.biometric.Device;
import io.bhiv.model.biometric.Effective;
import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Series;
import io.bhiv.model.biometric.Session;
import io.bhiv.model.biometric.Statistic;
import io.bhiv.model.biometric.ValueStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One fact of a resource in our words, before it has an id and an owner.
 *
 * @param effective when it holds, where that differs from the resource
 * @param coding the code that the provider itself gave; null for the usual ones of the metric
 */
public record Measure(
        Fact fact,
        Metric metric,
        String providerMetric,
        EventKind kind,
        @Nullable Double value,
        @Nullable String unit,
        ValueStatus status,
        @Nullable Statistic statistic,
        @Nullable MeasurementContext context,
        @Nullable Effective effective,
        @Nullable Series series,
        @Nullable Session session,
        @Nullable Quality quality,
        @Nullable Coding coding,
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
        EventKind kind = statistic == Statistic.SCORE ? EventKind.SCORE : EventKind.MEASUREMENT;
        return new Measure(
                Fact.of(metric, providerMetric, kind, statistic, 1),
                metric,
                providerMetric,
                kind,
                value,
                unit,
                value == null ? ValueStatus.ABSENT : ValueStatus.PRESENT,
                statistic,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Values over time; {@code part} counts from 1. */
    public static Measure series(Metric metric, String providerMetric, String unit, Series series, int part) {
        return new Measure(
                Fact.of(metric, providerMetric, EventKind.SERIES, null, part),
                metric,
                providerMetric,
                EventKind.SERIES,
                null,
                unit,
                ValueStatus.PRESENT,
                null,
                null,
                null,
                series,
                null,
                null,
                null,
                null,
                null);
    }

    /** A span of time that is itself the fact. */
    public static Measure session(
            Metric metric,
            String providerMetric,
            @Nullable Session session,
            @Nullable Device device,
            @Nullable Map<String, Object> extensions) {
        return new Measure(
                Fact.of(metric, providerMetric, EventKind.SESSION, null, 1),
                metric,
                providerMetric,
                EventKind.SESSION,
                null,
                null,
                ValueStatus.PRESENT,
                null,
                null,
                null,
                null,
                session,
                null,
                null,
                device,
                extensions);
    }

    /** The same fact, holding at another time than its resource. */
    public Measure at(Effective other) {
        return new Measure(
                fact,
                metric,
                providerMetric,
                kind,
                value,
                unit,
                status,
                statistic,
                context,
                other,
                series,
                session,
                quality,
                coding,
                device,
                extensions);
    }

    /** The same fact with the provider's own code. */
    public Measure coded(Coding own) {
        return new Measure(
                fact,
                metric,
                providerMetric,
                kind,
                value,
                unit,
                status,
                statistic,
                context,
                effective,
                series,
                session,
                quality,
                own,
                device,
                extensions);
    }

    /** The same fact, with what the person was doing and how far it can be trusted. */
    public Measure during(MeasurementContext doing, @Nullable Quality trust) {
        return new Measure(
                fact,
                metric,
                providerMetric,
                kind,
                value,
                unit,
                status,
                statistic,
                doing,
                effective,
                series,
                session,
                trust,
                coding,
                device,
                extensions);
    }
}
