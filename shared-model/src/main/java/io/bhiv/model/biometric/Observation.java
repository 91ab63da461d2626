package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured, without when and of whom.
 *
 * @param providerMetric the provider's own path of the field; always set when the metric is {@code other}
 * @param value null unless the status is PRESENT; never 0 for missing
 * @param unit UCUM: {@code /min, ms, %, Cel, s, {steps}, m, kcal, mL/kg/min, {score}}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Observation(
        @JsonProperty("event_kind") EventKind eventKind,
        Metric metric,
        @JsonProperty("provider_metric") @Nullable String providerMetric,
        List<Coding> coding,
        @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable Double value,
        @Nullable String unit,
        @JsonProperty("value_status") ValueStatus valueStatus,
        @Nullable Statistic statistic,
        @Nullable MeasurementContext context,
        @Nullable Series series,
        @Nullable Session session,
        @Nullable Quality quality) {

    public Observation {
        coding = List.copyOf(coding);
    }

    /** A single value, or the statement that there is none: null is ABSENT, never 0. */
    public static Observation ofValue(
            Metric metric, String providerMetric, @Nullable Double value, String unit, Statistic statistic) {
        return new Observation(
                statistic == Statistic.SCORE ? EventKind.SCORE : EventKind.MEASUREMENT,
                metric,
                providerMetric,
                List.of(),
                value,
                unit,
                value == null ? ValueStatus.ABSENT : ValueStatus.PRESENT,
                statistic,
                null,
                null,
                null,
                null);
    }

    /** Values over time. */
    public static Observation ofSeries(Metric metric, String providerMetric, String unit, Series series) {
        return new Observation(
                EventKind.SERIES,
                metric,
                providerMetric,
                List.of(),
                null,
                unit,
                ValueStatus.PRESENT,
                null,
                null,
                series,
                null,
                null);
    }

    /** A span of time that is itself the fact. */
    public static Observation ofSession(Metric metric, String providerMetric, @Nullable Session session) {
        return new Observation(
                EventKind.SESSION,
                metric,
                providerMetric,
                List.of(),
                null,
                null,
                ValueStatus.PRESENT,
                null,
                null,
                null,
                session,
                null);
    }

    /** A fact without a value: a change of a connection, or a retraction. */
    public static Observation withoutValue(
            EventKind kind,
            Metric metric,
            @Nullable String providerMetric,
            ValueStatus status,
            @Nullable Statistic statistic) {
        return new Observation(
                kind, metric, providerMetric, List.of(), null, null, status, statistic, null, null, null, null);
    }

    public Observation withCoding(List<Coding> codes) {
        return new Observation(
                eventKind,
                metric,
                providerMetric,
                codes,
                value,
                unit,
                valueStatus,
                statistic,
                context,
                series,
                session,
                quality);
    }

    public Observation withStatus(ValueStatus status) {
        return new Observation(
                eventKind,
                metric,
                providerMetric,
                coding,
                value,
                unit,
                status,
                statistic,
                context,
                series,
                session,
                quality);
    }

    /** The same, as part of a night, a nap or a workout. */
    public Observation within(Session part) {
        return new Observation(
                eventKind,
                metric,
                providerMetric,
                coding,
                value,
                unit,
                valueStatus,
                statistic,
                context,
                series,
                part,
                quality);
    }

    /** The same, with what the person was doing and how far it can be trusted. */
    public Observation during(MeasurementContext doing, @Nullable Quality trust) {
        return new Observation(
                eventKind,
                metric,
                providerMetric,
                coding,
                value,
                unit,
                valueStatus,
                statistic,
                doing,
                series,
                session,
                trust);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "Observation[" + metric + ' ' + valueStatus + ']';
    }
}
