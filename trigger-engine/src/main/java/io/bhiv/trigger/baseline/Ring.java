package io.bhiv.trigger.baseline;

import io.bhiv.trigger.parameters.Parameters.Baselines;
import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import java.util.Arrays;

/** One value per night of the last 67, what it was read from and when it reached us; what is older is forgotten. A night is a day since 1970. */
public final class Ring {

    public static final int NIGHTS = Baselines.RING;

    /** Far from every night, and far from an overflow. */
    private static final int NONE = -1_000_000_000;

    private static final long MILLIS_OF_A_DAY = 86_400_000;

    /** Of a value that was stored before times were: whatever reaches us is later. */
    private static final long BEFORE_ALL = Long.MIN_VALUE;

    private static final int NO_VALUE = 0;
    private static final int VALUE = 1;
    private static final int VALUE_WITH_ORIGIN = 2;
    /** More of either, where a time follows. */
    private static final int TIMED = 2;

    private final double[] values = new double[NIGHTS];
    private final int[] origins = new int[NIGHTS];
    private final long[] received = new long[NIGHTS];
    private int newest = NONE;

    public Ring() {
        Arrays.fill(values, Double.NaN);
    }

    public boolean isEmpty() {
        return newest == NONE;
    }

    /** The value of a night; NaN where there is none, or no longer. */
    public double at(int night) {
        return night > newest || night <= newest - NIGHTS ? Double.NaN : values[slot(night)];
    }

    public boolean has(int night) {
        return !Double.isNaN(at(night));
    }

    /** Whether any night of these, inclusive, has a value. */
    public boolean hasAny(int from, int to) {
        for (int night = from; night <= to; night++) {
            if (has(night)) {
                return true;
            }
        }
        return false;
    }

    /** Stores a value. The night must not be so old that a newer one has its slot; an origin of 0 cannot be found again. */
    public void put(int night, double value, int origin, long receivedMillis) {
        if (Double.isNaN(value) || night <= newest - NIGHTS) {
            throw new IllegalArgumentException("no value, or a night that is too old");
        }
        if (night > newest) {
            int from = Math.max(newest + 1, night - NIGHTS + 1);
            for (int skipped = from; skipped < night; skipped++) {
                values[slot(skipped)] = Double.NaN;
            }
            newest = night;
        }
        values[slot(night)] = value;
        origins[slot(night)] = origin;
        received[slot(night)] = receivedMillis;
    }

    /** Whether the night has a value that reached us after this. */
    public boolean hasLater(int night, long millis) {
        return has(night) && received[slot(night)] > millis;
    }

    /** The night whose value is of this origin; older than any where there is none. */
    public int nightOf(int origin) {
        for (int age = 0; origin != 0 && age < NIGHTS; age++) {
            int night = newest - age;
            if (origins[slot(night)] == origin && has(night)) {
                return night;
            }
        }
        return NONE;
    }

    void remove(int night) {
        if (has(night)) {
            values[slot(night)] = Double.NaN;
        }
    }

    /** Copies the values of these nights, inclusive and ascending; returns how many there are. */
    int copy(int from, int to, double[] target) {
        int count = 0;
        int last = Math.min(to, newest);
        for (int night = Math.max(from, newest - NIGHTS + 1); night <= last; night++) {
            double value = values[slot(night)];
            if (!Double.isNaN(value)) {
                target[count++] = value;
            }
        }
        return count;
    }

    void clear() {
        Arrays.fill(values, Double.NaN);
        newest = NONE;
    }

    void write(StateWriter out) {
        out.number(newest);
        if (newest == NONE) {
            return;
        }
        for (int age = 0; age < NIGHTS; age++) {
            write(newest - age, out);
        }
    }

    private void write(int night, StateWriter out) {
        double value = at(night);
        if (Double.isNaN(value)) {
            out.octet(NO_VALUE);
            return;
        }
        int origin = origins[slot(night)];
        boolean timed = received[slot(night)] != BEFORE_ALL;
        out.octet((origin == 0 ? VALUE : VALUE_WITH_ORIGIN) + (timed ? TIMED : 0));
        out.real(value);
        if (origin != 0) {
            out.number(origin);
        }
        if (timed) {
            // Most values come within hours of their night: four bytes instead of seven.
            out.number(received[slot(night)] - night * MILLIS_OF_A_DAY);
        }
    }

    void read(StateReader in) {
        clear();
        newest = in.number(NONE, Integer.MAX_VALUE / 2);
        if (newest == NONE) {
            return;
        }
        for (int age = 0; age < NIGHTS; age++) {
            read(newest - age, in);
        }
    }

    private void read(int night, StateReader in) {
        int kind = in.ordinal(VALUE_WITH_ORIGIN + TIMED + 1);
        if (kind == NO_VALUE) {
            return;
        }
        values[slot(night)] = in.real();
        boolean timed = kind > VALUE_WITH_ORIGIN;
        boolean hasOrigin = (timed ? kind - TIMED : kind) == VALUE_WITH_ORIGIN;
        origins[slot(night)] = hasOrigin ? in.number(Integer.MIN_VALUE, Integer.MAX_VALUE) : 0;
        received[slot(night)] = timed ? in.number() + night * MILLIS_OF_A_DAY : BEFORE_ALL;
    }

    private static int slot(int night) {
        return Math.floorMod(night, NIGHTS);
    }
}
