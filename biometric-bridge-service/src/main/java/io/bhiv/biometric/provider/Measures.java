package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.MeasurementContext;
import io.bhiv.model.biometric.Metric;
import io.bhiv.model.biometric.Quality;
import io.bhiv.model.biometric.Statistic;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the measures of one record. A field that the record lacks is not collected. A record of more than {@value #MOST} is refused with
 * its delivery: collecting stops one above it, so that the reader sees it.
 */
public final class Measures {

    private static final int MOST = 5_000;

    /** Milliseconds; above it are artefacts. */
    private static final double HIGHEST_RMSSD = 300;

    private static final Set<Metric> ALWAYS_POSITIVE = EnumSet.of(
            Metric.HEART_RATE,
            Metric.RESTING_HEART_RATE,
            Metric.HRV_RMSSD,
            Metric.HRV_SDNN,
            Metric.RR_INTERVAL,
            Metric.SPO2,
            Metric.RESPIRATORY_RATE,
            Metric.WEIGHT);

    private final MeasurementContext context;
    private final @Nullable Quality quality;
    private final List<Measure> found = new ArrayList<>();

    public Measures(MeasurementContext context, @Nullable Quality quality) {
        this.context = context;
        this.quality = quality;
    }

    public void add(Measure measure) {
        if (!isTooMany(found.size())) {
            found.add(measure.during(context, quality));
        }
    }

    /** Whether so many are more than one record may have. */
    public static boolean isTooMany(int measures) {
        return measures > MOST;
    }

    /** A value, where the record has one that the quantity can have. */
    public void value(Part part, String field, Metric metric, String unit, Statistic statistic) {
        Double value = part.number(field);
        if (value != null && isPossible(metric, value)) {
            add(Measure.value(metric, part.path() + '.' + field, value, unit, statistic));
        }
    }

    public void score(Part part, String field, Metric metric) {
        value(part, field, metric, Units.SCORE, Statistic.SCORE);
    }

    /** A quantity that our model has no name for. */
    public void other(Part part, String field, String unit, Statistic statistic) {
        value(part, field, Metric.OTHER, unit, statistic);
    }

    /** Samples of a list as one series, in parts where it is long. */
    public void series(Part part, String list, String valueField, Metric metric, String unit) {
        SampleSeries samples = new SampleSeries();
        part.elements(list)
                .forEach(sample -> samples.add(sample, "timestamp", valueField, value -> isPossible(metric, value)));
        series(samples, part.path() + '.' + list, metric, unit);
    }

    public void series(SampleSeries samples, String path, Metric metric, String unit) {
        samples.parts()
                .forEach(numbered -> add(Measure.series(metric, path, unit, numbered.series(), numbered.number())));
    }

    /** Samples of one list that were taken while the person did different things: series of their own, numbered one after the other. */
    public void seriesDuring(Map<MeasurementContext, SampleSeries> samples, String path, Metric metric, String unit) {
        int number = 0;
        for (Map.Entry<MeasurementContext, SampleSeries> during : samples.entrySet()) {
            for (SampleSeries.Numbered part : during.getValue().parts()) {
                number++;
                if (!isTooMany(found.size())) {
                    found.add(Measure.series(metric, path, unit, part.series(), number)
                            .during(during.getKey(), quality));
                }
            }
        }
    }

    /** Samples at a fixed interval as one series. */
    public void intervalSeries(Part part, String field, Metric metric, String unit) {
        SampleSeries.atInterval(part.in(field), value -> isPossible(metric, value))
                .forEach(numbered -> add(
                        Measure.series(metric, part.path() + '.' + field, unit, numbered.series(), numbered.number())));
    }

    /** A value; where the record has none that the quantity can have, the statement that there is none. */
    public void valueOrAbsent(Part part, String field, Metric metric, String unit, Statistic statistic) {
        Double value = part.number(field);
        boolean measured = value != null && isPossible(metric, value);
        add(Measure.value(metric, part.path() + '.' + field, measured ? value : null, unit, statistic));
    }

    /**
     * Devices write 0 or a negative number where they measured nothing of a quantity that a living person always has. An RMSSD above
     * 300 ms is no measurement either.
     */
    public static boolean isPossible(Metric metric, double value) {
        if (metric == Metric.HRV_RMSSD && value > HIGHEST_RMSSD) {
            return false;
        }
        return ALWAYS_POSITIVE.contains(metric) ? value > 0 : metric != Metric.STRESS_LEVEL || value >= 0;
    }

    public List<Measure> found() {
        return found;
    }
}
