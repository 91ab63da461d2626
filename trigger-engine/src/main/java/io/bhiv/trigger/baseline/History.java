package io.bhiv.trigger.baseline;

import io.bhiv.trigger.parameters.MetricParameters;
import io.bhiv.trigger.parameters.Parameters.Baselines;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** The nights of one metric, with its baseline kept sorted while nights follow each other. For one thread. */
public final class History {

    /** Beyond so many new nights sorting again is cheaper than moving. */
    private static final int FAR = 12;

    private final MetricParameters metric;
    private final Baselines baselines;
    private final Ring ring = new Ring();
    private final Sorted base = new Sorted(Ring.NIGHTS);

    /** The last night of the baseline that {@code base} holds, while {@code moving}. */
    private int baseEnd;

    private boolean moving;

    public History(MetricParameters metric, Baselines baselines) {
        this.metric = metric;
        this.baselines = baselines;
    }

    public Ring ring() {
        return ring;
    }

    /** Stores the value of a night that is newer than all before, and compares it with what was usual. */
    public Statistics add(int night, double value, int origin, long receivedMillis) {
        double x = metric.toBaseline(value);
        Baseline usual = usualOn(night);
        ring.put(night, x, origin, receivedMillis);
        ExactSum sum = new ExactSum();
        int recent = 0;
        for (int day = night - baselines.lag() + 1; day <= night; day++) {
            double one = ring.at(day);
            if (!Double.isNaN(one)) {
                sum.add(one);
                recent++;
            }
        }
        int count = base.size();
        if (usual == null) {
            return Statistics.notReady(x, count, recent);
        }
        double delta = x - usual.mean();
        double z = delta / usual.deviation();
        double p = (1.0 + base.atLeastAsExtreme(x, metric.direction())) / (count + 1);
        return new Statistics(x, count, recent, usual, z, metric.direction() * z, delta, sum.value() / recent, p);
    }

    /** What is usual on a night that is newer than all before; null until the baseline is ready. */
    public @Nullable Baseline usualOn(int night) {
        moveTo(night - baselines.lag());
        Baseline baseline = base.baseline(metric.floor(), baselines.outlier());
        return baseline == null || baseline.inliers() < baselines.minimum() ? null : baseline;
    }

    /** Fills or corrects an earlier night that the ring still covers. */
    public void correct(int night, double value, int origin, long receivedMillis) {
        ring.put(night, metric.toBaseline(value), origin, receivedMillis);
        moving = false;
    }

    /** Takes the value of a night out. */
    public void remove(int night) {
        ring.remove(night);
        moving = false;
    }

    /** The value of a night in the metric's unit; NaN where there is none. */
    public double valueAt(int night) {
        return metric.fromBaseline(ring.at(night));
    }

    public void clear() {
        ring.clear();
        base.clear();
        moving = false;
    }

    /**
     * How much a night resembles the one before: the mean product of adjacent distances from {@code mean}, in units of the variance.
     *
     * @return NaN with fewer than {@code minimumPairs} pairs of adjacent nights in the baseline of {@code night}
     */
    public double autocorrelation(int night, Baseline usual, int minimumPairs) {
        ExactSum products = new ExactSum();
        int pairs = 0;
        int end = night - baselines.lag();
        double before = Double.NaN;
        for (int day = end - baselines.days() + 1; day <= end; day++) {
            double distance = ring.at(day) - usual.mean();
            double product = before * distance;
            if (!Double.isNaN(product)) {
                products.add(product);
                pairs++;
            }
            before = distance;
        }
        double variance = usual.deviation() * usual.deviation();
        return pairs < minimumPairs ? Double.NaN : products.value() / (pairs * variance);
    }

    public void write(StateWriter out) {
        ring.write(out);
    }

    public void read(StateReader in) {
        ring.read(in);
        moving = false;
    }

    /** Moves the sorted baseline forward. What leaves is still in the ring, because that is written after. */
    private void moveTo(int end) {
        int days = baselines.days();
        if (moving && end >= baseEnd && end - baseEnd <= FAR) {
            for (int day = baseEnd + 1; day <= end; day++) {
                take(day - days, false);
                take(day, true);
            }
        } else {
            base.fill(ring, end - days + 1, end);
        }
        baseEnd = end;
        moving = true;
    }

    private void take(int day, boolean in) {
        double x = ring.at(day);
        if (Double.isNaN(x)) {
            return;
        }
        if (in) {
            base.add(x);
        } else {
            base.remove(x);
        }
    }
}
