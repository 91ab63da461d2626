package io.bhiv.trigger.explain;

import io.bhiv.trigger.baseline.Baseline;
import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.Stream;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.MetricParameters;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of one metric that a rule fired on; the explanation quotes no others. What depends on a baseline is null without one.
 *
 * @param value as it was measured, in {@code unit}
 * @param usual the mean of the baseline, in {@code unit}; for RMSSD the geometric mean
 * @param low one deviation below the usual
 * @param high one deviation above the usual
 * @param recent mean of the recent nights, in {@code unit}
 * @param z distance from the usual in deviations
 * @param delta distance from the usual in baseline units: for RMSSD a difference of logarithms
 * @param p share of baseline nights at least as extreme
 * @param limit the limit that was crossed; null where the usual range is the limit
 * @param baseNights how many nights the baseline has
 * @param recentNights how many of the last seven nights have a value
 * @param deviation whether the value is a deviation that the vendor computed, which only skin temperature has
 */
public record Evidence(
        Metric metric,
        double value,
        String unit,
        @Nullable Double usual,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double recent,
        @Nullable Double z,
        @Nullable Double delta,
        @Nullable Double p,
        @Nullable Double limit,
        int baseNights,
        int recentNights,
        String source,
        String context,
        boolean deviation) {

    static Evidence of(
            Metric metric,
            double value,
            double limit,
            @Nullable Statistics statistics,
            @Nullable Stream stream,
            MetricParameters parameters) {
        Baseline usual = statistics == null ? null : statistics.usual();
        int baseNights = statistics == null ? 0 : statistics.baseCount();
        int recentNights = statistics == null ? 0 : statistics.recentCount();
        Double crossed = Double.isNaN(limit) ? null : limit;
        String source = stream == null ? "" : stream.source();
        String context = stream == null ? "" : stream.context().wireName();
        boolean deviation = stream != null && stream.deviation();
        if (statistics == null || usual == null) {
            return new Evidence(
                    metric,
                    value,
                    metric.unit(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    crossed,
                    baseNights,
                    recentNights,
                    source,
                    context,
                    deviation);
        }
        return new Evidence(
                metric,
                value,
                metric.unit(),
                parameters.fromBaseline(usual.mean()),
                parameters.fromBaseline(usual.mean() - usual.deviation()),
                parameters.fromBaseline(usual.mean() + usual.deviation()),
                parameters.fromBaseline(statistics.recentMean()),
                statistics.z(),
                statistics.delta(),
                statistics.p(),
                crossed,
                baseNights,
                recentNights,
                source,
                context,
                deviation);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "Evidence[" + metric + ' ' + source + ' ' + context + ']';
    }
}
