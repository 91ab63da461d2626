package io.bhiv.trigger.night;

import io.bhiv.trigger.parameters.Metric;
import java.time.Instant;
import java.time.LocalDate;

/**
 * One value of one metric in one night, in the metric's unit.
 *
 * @param source what measured it: provider, device and generation, such as {@code oura:gen3:size10}. Another source is another
 *     baseline, so whatever changes the readings of a device belongs into its name; empty where nothing is known
 * @param isFinal whether the provider will not change it; a night waits for final values only
 * @param backfilled whether it was fetched for the past: it feeds baselines and fires nothing
 * @param receivedAt when it reached us, by our clock; of two values for one night and stream the later stands
 * @param origin what it was read from: the same for every version of that, so that a {@link Withdrawal} can name it; 0 where it cannot
 *     be withdrawn
 */
public record Observation(
        Metric metric,
        double value,
        LocalDate night,
        String source,
        MeasurementContext context,
        boolean isFinal,
        boolean backfilled,
        Instant receivedAt,
        int origin)
        implements OfNight {

    private static final int LONGEST_SOURCE = 100;

    public Observation {
        if (source.length() > LONGEST_SOURCE) {
            throw new IllegalArgumentException("a source has at most " + LONGEST_SOURCE + " characters");
        }
    }

    /** One that cannot be withdrawn. */
    public Observation(
            Metric metric,
            double value,
            LocalDate night,
            String source,
            MeasurementContext context,
            boolean isFinal,
            boolean backfilled,
            Instant receivedAt) {
        this(metric, value, night, source, context, isFinal, backfilled, receivedAt, 0);
    }

    /** Without the value. */
    @Override
    public String toString() {
        return "Observation[" + metric + ' ' + night + ' ' + source + ' ' + context + ']';
    }
}
