package io.bhiv.trigger.rule;

import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;

/**
 * NightSignal (Alavi 2022): the resting heart rate of a night against the median of all nights so far, and an automaton of six states
 * that alerts on two such nights running.
 *
 * <p>The median is exact and takes constant memory, because heart rates are counted in bins of half a beat. A single missing night
 * between measured ones is filled with their mean before the next one is taken; a longer gap starts over. For one thread.
 */
public final class NightSignal {

    /** The state of the automaton. */
    public enum Alert {
        GREEN(0),
        YELLOW(1),
        RED(2);

        private final int level;

        Alert(int level) {
            this.level = level;
        }

        /** As the published program writes it. */
        public int level() {
            return level;
        }
    }

    /** Next state by state and symbol: below yellow, below red, red. */
    private static final int[][] NEXT = {{0, 1, 2}, {0, 3, 4}, {0, 3, 5}, {0, 3, 4}, {0, 3, 5}, {0, 3, 5}};

    private static final Alert[] ALERTS = {Alert.GREEN, Alert.GREEN, Alert.GREEN, Alert.YELLOW, Alert.YELLOW, Alert.RED
    };

    private static final int BINS = 352;
    private static final int LOWEST = 25;
    private static final int NEVER = -1_000_000_000;

    private final double yellow;
    private final double red;
    private final int[] histogram = new int[BINS];
    private int nights;
    private int state;
    private int last = NEVER;
    private double previous;
    private int run;

    /** Limits in beats per minute above the median. */
    public NightSignal(double yellow, double red) {
        this.yellow = yellow;
        this.red = red;
    }

    /** Takes a night after all before, and fills the one night that may be missing between. */
    public Alert step(int night, int rate) {
        boolean oneMissing = last != NEVER && night - last == 2;
        if (oneMissing && run >= 2) {
            // Towards zero, as the reference does: 64.5 becomes 64.
            take(last + 1, (int) ((rate + previous) / 2));
        }
        return stepWithoutFilling(night, rate);
    }

    /** Takes a night; whatever is missing before it is a gap. The rate has at most half a beat as its fraction. */
    public Alert stepWithoutFilling(int night, double rate) {
        if (last != NEVER && night - last > 1) {
            state = 0;
        }
        return take(night, rate);
    }

    private Alert take(int night, double rate) {
        count(rate, 1);
        int median = (int) median();
        state = NEXT[state][rate >= median + red ? 2 : rate >= median + yellow ? 1 : 0];
        run = last != NEVER && night - last == 1 ? run + 1 : 1;
        last = night;
        previous = rate;
        return ALERTS[state];
    }

    /** Counts a night that came too late to be evaluated. */
    void add(double rate) {
        count(rate, 1);
    }

    /** Takes back a night whose value was corrected. */
    void remove(double rate) {
        if (histogram[bin(rate)] > 0) {
            count(rate, -1);
        }
    }

    private void count(double rate, int change) {
        histogram[bin(rate)] += change;
        nights += change;
    }

    private static int bin(double rate) {
        int bin = (int) Math.rint(rate * 2) - 2 * LOWEST;
        if (bin < 0 || bin >= BINS) {
            throw new IllegalArgumentException("a heart rate outside of " + LOWEST + " to 200");
        }
        return bin;
    }

    /** The median of all nights so far. */
    public double median() {
        int lower = (nights - 1) / 2;
        int upper = nights / 2;
        int seen = 0;
        int bin = -1;
        while (seen <= lower) {
            seen += histogram[++bin];
        }
        int lowerBin = bin;
        while (seen <= upper) {
            seen += histogram[++bin];
        }
        return (lowerBin + bin + 4 * LOWEST) / 4.0;
    }

    public int nights() {
        return nights;
    }

    /** 0 to 5, as in the publication. */
    public int state() {
        return state;
    }

    void write(StateWriter out) {
        for (int count : histogram) {
            out.number(count);
        }
        out.octet(state);
        out.number(last);
        out.real(previous);
        out.number(run);
    }

    void read(StateReader in) {
        nights = 0;
        for (int bin = 0; bin < BINS; bin++) {
            histogram[bin] = in.number(0, Integer.MAX_VALUE / BINS);
            nights += histogram[bin];
        }
        state = in.ordinal(NEXT.length);
        last = in.number(NEVER, Integer.MAX_VALUE);
        previous = in.real();
        run = in.number(0, Integer.MAX_VALUE);
    }
}
