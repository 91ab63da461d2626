package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.Stream;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One closed night as the rules see it. */
public interface NightView {

    /** Days since 1970. */
    int night();

    Mode mode();

    Set<Tag> tags();

    /** Whether nothing of this night is told to anybody: it is long past, or was fetched for the past. */
    boolean isQuiet();

    /** The value as it came, plausible or not; NaN where there is none. */
    double raw(Metric metric);

    /** The lowest spot value of RMSSD; NaN where there is none. */
    double spot();

    /** What the value was measured with; null where there is none. */
    @Nullable
    Stream stream(Metric metric);

    /** What the spot value was measured with. */
    @Nullable
    Stream spotStream();

    /** The statistics of a plausible value; null where there is none. */
    @Nullable
    Statistics statistics(Metric metric);

    /** The same, where the baseline is ready. */
    default @Nullable Statistics ready(Metric metric) {
        Statistics found = statistics(metric);
        return found != null && found.isReady() ? found : null;
    }

    /** Whether what is usual for the metric is known this night, with or without a value. */
    boolean isKnown(Metric metric);

    /** Whether a metric is silent until it has a new baseline, because the person said that the old one no longer holds. */
    boolean isRebaselining(Metric metric);

    /** How much one night's resting heart rate resembles the one before; NaN with fewer pairs of adjacent nights. */
    double rhrAutocorrelation(int minimumPairs);
}
