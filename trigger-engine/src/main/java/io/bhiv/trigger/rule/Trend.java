package io.bhiv.trigger.rule;

import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;

/**
 * How far the recent nights are below what is usual. A level is entered on two evaluations and left with hysteresis.
 *
 * @param night the last evaluation
 * @param candidate the level that it saw
 * @param level the level that holds: 0 info, 1 moderate, 2 high, -1 none
 */
record Trend(int night, int candidate, int level) {

    private static final int NEVER = -1_000_000_000;

    static final Trend NONE = new Trend(NEVER, -1, -1);

    /** @param fall the distance of the recent mean below the baseline, in deviations */
    Trend next(int day, double fall, Parameters.Trend parameters) {
        int seen = level(fall, 0, parameters);
        boolean together = night != NEVER && day - night <= parameters.apart();
        int confirmed = together ? Math.min(candidate, seen) : -1;
        int held = Math.min(level, level(fall, parameters.hysteresis(), parameters));
        return new Trend(day, seen, confirmed > level ? confirmed : held);
    }

    private static int level(double fall, double allowance, Parameters.Trend parameters) {
        if (fall >= parameters.high() - allowance) {
            return 2;
        }
        if (fall >= parameters.moderate() - allowance) {
            return 1;
        }
        return fall >= parameters.info() - allowance ? 0 : -1;
    }

    void write(StateWriter out) {
        out.number(night);
        out.number(candidate);
        out.number(level);
    }

    static Trend read(StateReader in) {
        return new Trend(in.number(NEVER, Integer.MAX_VALUE), in.number(-1, 2), in.number(-1, 2));
    }
}
