package io.bhiv.trigger.rule;

import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;

/**
 * The sum of what exceeds the usual resting heart rate; what a night only repeats of the one before does not count twice.
 *
 * @param night the last one
 * @param z how unusual that was
 * @param sum what has added up
 * @param level 1 moderate, 2 high, -1 neither; it stays until the sum has fallen far enough
 * @param calm how many nights running were calm
 */
record Cusum(int night, double z, double sum, int level, int calm) {

    private static final int NEVER = -1_000_000_000;

    static final Cusum NONE = new Cusum(NEVER, 0, 0, -1, 0);

    /** What of {@code tonight} is not explained by the night before. */
    double residual(int day, double tonight, double phi, Parameters.Cusum parameters) {
        double rest = night == day - 1 ? (tonight - phi * z) / Math.sqrt(1 - phi * phi) : tonight;
        return Math.max(-parameters.clip(), Math.min(parameters.clip(), rest));
    }

    Cusum next(int day, double tonight, double residual, Parameters.Cusum parameters) {
        boolean gap = night != NEVER && day - night > parameters.gap();
        double before = gap ? 0 : sum;
        double next = Math.min(parameters.cap(), Math.max(0, before + residual - parameters.slack()));
        int calmNights = tonight < parameters.calm() ? calm + 1 : 0;
        if (calmNights >= 2) {
            return new Cusum(day, tonight, 0, -1, calmNights);
        }
        return new Cusum(day, tonight, next, level(gap ? -1 : level, next, parameters), calmNights);
    }

    private static int level(int before, double sum, Parameters.Cusum parameters) {
        if (sum >= parameters.high()) {
            return 2;
        }
        if (sum >= parameters.moderate()) {
            return Math.max(before, 1);
        }
        return sum < parameters.moderate() / 2 ? -1 : before;
    }

    void write(StateWriter out) {
        out.number(night);
        out.real(z);
        out.real(sum);
        out.number(level);
        out.number(Math.min(calm, 2));
    }

    static Cusum read(StateReader in) {
        return new Cusum(in.number(NEVER, Integer.MAX_VALUE), in.real(), in.real(), in.number(-1, 2), in.number(0, 2));
    }
}
