package io.bhiv.model.trigger;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Statistic;
import org.jspecify.annotations.Nullable;

/**
 * The numbers a rule fired on; the explanation quotes no others.
 *
 * @param threshold the limit that was crossed, in the same unit; null where the person's usual range is the limit
 * @param source provider, and the brand behind an aggregator after a colon: {@code terra:oura}
 * @param localDate the day the provider files the value under, {@code yyyy-mm-dd}
 * @param baseline what is usual for the person; null for a rule that compares with a fixed limit alone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(
        Metric metric,
        double value,
        String unit,
        @Nullable Double threshold,
        @Nullable Statistic statistic,
        @Nullable MeasurementContext context,
        String source,
        @JsonProperty("local_date") @Nullable String localDate,
        @Nullable Baseline baseline) {

    /**
     * What is usual for the person.
     *
     * @param usual centre of the usual range; null while there are too few nights
     * @param low one usual deviation below it
     * @param high one usual deviation above it
     * @param recent mean of the last seven nights
     * @param z distance from the usual in usual deviations
     * @param delta distance from the usual; for RMSSD a difference of logarithms
     * @param p share of nights at least as extreme
     * @param nights how many nights the baseline has
     * @param recentNights how many of the last seven nights have a value
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Baseline(
            @Nullable Double usual,
            @Nullable Double low,
            @Nullable Double high,
            @Nullable Double recent,
            @Nullable Double z,
            @Nullable Double delta,
            @Nullable Double p,
            @JsonProperty("n_base") int nights,
            @JsonProperty("n_recent") int recentNights) {

        /** Without the values. */
        @Override
        public String toString() {
            return "Baseline[" + nights + " nights]";
        }
    }

    /** Against a fixed limit. */
    public static Evidence ofLimit(
            Metric metric,
            double value,
            String unit,
            double threshold,
            @Nullable Statistic statistic,
            @Nullable MeasurementContext context,
            String source,
            @Nullable String localDate) {
        return new Evidence(metric, value, unit, threshold, statistic, context, source, localDate, null);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "Evidence[" + metric + ' ' + source + ']';
    }
}
