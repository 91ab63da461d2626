package io.bhiv.trigger.rule;

import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import java.util.Arrays;

/** The last night on which each condition was met; enough to know whether it was met the night before. */
final class Streaks {

    /** What can be met on two nights. */
    enum Condition {
        ACUTE,
        ACUTE_STRONG,
        RESP_RATE,
        SKIN_TEMP,
        SPO2_HIGH,
        SPO2_MODERATE,
        MULTI_SIGNAL;

        @SuppressWarnings("EnumOrdinal")
        private int index() {
            return ordinal();
        }
    }

    private static final int COUNT = Condition.values().length;
    private static final int NEVER = -1_000_000_000;

    private final int[] lastMet = new int[COUNT];

    Streaks() {
        Arrays.fill(lastMet, NEVER);
    }

    /** Notes whether the condition is met this night; true if it was met the night before as well. */
    boolean secondNight(Condition condition, int night, boolean met) {
        boolean second = met && lastMet[condition.index()] == night - 1;
        if (met) {
            lastMet[condition.index()] = night;
        }
        return second;
    }

    void forget(Condition condition) {
        lastMet[condition.index()] = NEVER;
    }

    void write(StateWriter out) {
        for (int night : lastMet) {
            out.number(night);
        }
    }

    void read(StateReader in) {
        for (int i = 0; i < COUNT; i++) {
            lastMet[i] = in.number(NEVER, Integer.MAX_VALUE);
        }
    }
}
