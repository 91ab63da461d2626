package io.bhiv.trigger.night;

import io.bhiv.trigger.state.StateReader;
import io.bhiv.trigger.state.StateWriter;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was withdrawn last, and when: an earlier version that comes after its withdrawal must not stand. Of so many origins only, which is
 * enough for what overtakes each other on its way here.
 */
public final class Withdrawals {

    static final int MOST = 64;

    private final TreeMap<Integer, Long> times = new TreeMap<>();

    public void add(Withdrawal one) {
        times.merge(one.origin(), one.receivedAt().toEpochMilli(), Math::max);
        if (times.size() > MOST) {
            times.remove(Collections.min(times.entrySet(), Map.Entry.comparingByValue())
                    .getKey());
        }
    }

    /** Whether the origin was withdrawn after this. */
    public boolean hasLater(int origin, long millis) {
        Long withdrawn = times.get(origin);
        return withdrawn != null && withdrawn > millis;
    }

    public void write(StateWriter out) {
        out.number(times.size());
        times.forEach((origin, millis) -> {
            out.number(origin);
            out.number(millis);
        });
    }

    public void read(StateReader in) {
        int count = in.number(0, MOST);
        for (int i = 0; i < count; i++) {
            times.put(in.number(Integer.MIN_VALUE, Integer.MAX_VALUE), in.number());
        }
    }
}
