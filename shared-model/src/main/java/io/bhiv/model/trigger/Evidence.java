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
 * @param threshold the limit that the value fell below, in the same unit
 * @param source provider, and the brand behind an aggregator after a colon: {@code terra:oura}
 * @param localDate the day the provider files the value under, {@code yyyy-mm-dd}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Evidence(
        Metric metric,
        double value,
        String unit,
        double threshold,
        @Nullable Statistic statistic,
        @Nullable MeasurementContext context,
        String source,
        @JsonProperty("local_date") @Nullable String localDate) {

    /** Without the value. */
    @Override
    public String toString() {
        return "Evidence[" + metric + ' ' + source + ']';
    }
}
