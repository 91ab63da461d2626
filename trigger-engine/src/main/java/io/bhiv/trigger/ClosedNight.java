package io.bhiv.trigger;

import io.bhiv.trigger.baseline.Baseline;
import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.OpenNight;
import io.bhiv.trigger.night.Stream;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.rule.NightView;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A night as the rules see it, with the person's baselines behind it. */
record ClosedNight(Mode mode, OpenNight open, Person person, Map<Metric, Statistics> found, boolean isQuiet)
        implements NightView {

    @Override
    public int night() {
        return open.night();
    }

    @Override
    public Set<Tag> tags() {
        return open.tags();
    }

    @Override
    public double raw(Metric metric) {
        return open.value(metric);
    }

    @Override
    public double spot() {
        return open.spotValue();
    }

    @Override
    public @Nullable Stream stream(Metric metric) {
        return open.stream(metric);
    }

    @Override
    public @Nullable Stream spotStream() {
        return open.spotStream();
    }

    @Override
    public @Nullable Statistics statistics(Metric metric) {
        return found.get(metric);
    }

    @Override
    public boolean isKnown(Metric metric) {
        return person.history(metric).usualOn(night()) != null;
    }

    @Override
    public boolean isRebaselining(Metric metric) {
        return person.isRebaselining(metric);
    }

    @Override
    public double rhrAutocorrelation(int minimumPairs) {
        Statistics rhr = found.get(Metric.RHR);
        Baseline usual = rhr == null ? null : rhr.usual();
        return usual == null ? Double.NaN : person.history(Metric.RHR).autocorrelation(night(), usual, minimumPairs);
    }
}
