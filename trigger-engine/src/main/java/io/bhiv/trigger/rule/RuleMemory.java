package io.bhiv.trigger.rule;

import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.rule.Streaks.Condition;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import java.util.List;

/** What the rules remember of one person from night to night. Constant in size. For one thread. */
public final class RuleMemory {

    private static final int NEVER = -1_000_000_000;

    private final Parameters parameters;
    final Streaks streaks = new Streaks();
    NightSignal nightSignal;
    Trend trend = Trend.NONE;
    Cusum cusum = Cusum.NONE;
    int lastNote = NEVER;

    // Readings of the night that is being evaluated; not part of the state.
    double fall;
    int trendLevel;
    int signalState;
    double phi;
    double residual;
    double sum;
    List<Metric> unusual = List.of();

    public RuleMemory(Parameters parameters) {
        this.parameters = parameters;
        nightSignal = newNightSignal();
        beginNight();
    }

    private NightSignal newNightSignal() {
        return new NightSignal(
                parameters.nightSignal().yellow(), parameters.nightSignal().red());
    }

    void beginNight() {
        fall = Double.NaN;
        trendLevel = -1;
        signalState = -1;
        phi = Double.NaN;
        residual = Double.NaN;
        sum = Double.NaN;
        unusual = List.of();
    }

    Readings readings() {
        return new Readings(fall, trendLevel, signalState, phi, residual, sum, unusual);
    }

    /** A resting heart rate that came after its night was evaluated counts in the median; {@code before} is what it corrects, or NaN. */
    public void correctHeartRate(double before, double rate) {
        if (!Double.isNaN(before)) {
            withdrawHeartRate(before);
        }
        nightSignal.add((int) rate);
    }

    /** A resting heart rate that was withdrawn counts no more. */
    public void withdrawHeartRate(double rate) {
        nightSignal.remove((int) rate);
    }

    /** Everything that was learnt from the old source of a metric. */
    public void forget(Metric metric) {
        switch (metric) {
            case RMSSD -> {
                trend = Trend.NONE;
                streaks.forget(Condition.ACUTE);
                streaks.forget(Condition.ACUTE_STRONG);
            }
            case RHR -> {
                nightSignal = newNightSignal();
                cusum = Cusum.NONE;
            }
            case RESP_RATE -> streaks.forget(Condition.RESP_RATE);
            case SKIN_TEMP -> streaks.forget(Condition.SKIN_TEMP);
            case SPO2 -> {
                streaks.forget(Condition.SPO2_HIGH);
                streaks.forget(Condition.SPO2_MODERATE);
            }
        }
        streaks.forget(Condition.MULTI_SIGNAL);
    }

    public void write(StateWriter out) {
        streaks.write(out);
        nightSignal.write(out);
        trend.write(out);
        cusum.write(out);
        out.number(lastNote);
    }

    public void read(StateReader in) {
        streaks.read(in);
        nightSignal.read(in);
        trend = Trend.read(in);
        cusum = Cusum.read(in);
        lastNote = in.number(NEVER, Integer.MAX_VALUE);
    }
}
