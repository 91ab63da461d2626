package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.EventKind;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Observation;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/**
 * The part of an idempotency key that tells the facts of one resource apart: {@code metric|(statistic or kind)}.
 *
 * <p>The metric {@code other} takes the provider's path along ({@code other:nutrition.summary.water_ml|SUM}), or all of them would be one
 * fact. A series too long for one record continues as {@code hrv_rmssd|SERIES.2}.
 */
public record Fact(String key) {

    private static final String OTHER = "other:";

    static Fact of(Observation observation, int part) {
        Metric metric = observation.metric();
        String providerMetric = observation.providerMetric();
        String name = metric == Metric.OTHER && providerMetric != null
                ? OTHER + providerMetric.replace("%", "%25").replace("|", "%7C")
                : metric.wireName();
        Statistic statistic = observation.statistic();
        String shape = statistic == null ? observation.eventKind().name() : statistic.name();
        return new Fact(name + '|' + shape + (part == 1 ? "" : "." + part));
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
