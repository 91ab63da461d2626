package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures of one intake from its series. */
final class IntakeOf {

    private static final int DAY = Minutes.KEPT;
    private static final int HOUR = 60;
    private static final String RECEIVED = "received";
    private static final String ACKNOWLEDGEMENT = "acknowledgement";

    private IntakeOf() {}

    /** From the series of one intake, of which there is at least one. */
    static IntakeFigures figures(
            Map<CountKey, Minutes> series, Map<TimingKey, MinuteTimings> timings, Instant now, long until) {
        CountKey any = series.keySet().iterator().next();
        Map<String, Long> outcomes = new TreeMap<>();
        Map<String, Long> refusals = new TreeMap<>();
        Map<String, Long> parkings = new TreeMap<>();
        double[] received = new double[DAY];
        series.forEach((key, minutes) -> {
            long day = (long) minutes.sum(until - DAY, until);
            outcomes.merge(key.outcome(), day, Long::sum);
            if (day > 0 && key.outcome().equals("refused")) {
                refusals.merge(key.reason(), day, Long::sum);
            }
            if (day > 0 && key.outcome().equals("parked")) {
                parkings.merge(key.reason(), day, Long::sum);
            }
            if (key.outcome().equals(RECEIVED)) {
                for (int i = 0; i < DAY; i++) {
                    received[i] += minutes.at(until - DAY + i);
                }
            }
        });
        return new IntakeFigures(
                any.service(),
                any.intake(),
                outcomes,
                refusals,
                parkings,
                received[DAY - 2] / 60,
                latency(any, timings, until),
                lastHour(received),
                Silence.of(any.intake(), active(received), now));
    }

    private static @Nullable Latency latency(CountKey any, Map<TimingKey, MinuteTimings> timings, long until) {
        TimingKey key = new TimingKey(any.service(), ACKNOWLEDGEMENT, any.intake());
        MinuteTimings found = timings.get(key);
        return found == null ? null : found.latency(key, until - HOUR, until);
    }

    private static List<Double> lastHour(double[] received) {
        List<Double> values = new ArrayList<>(HOUR);
        for (int i = DAY - HOUR; i < DAY; i++) {
            values.add(received[i]);
        }
        return values;
    }

    private static boolean[] active(double[] received) {
        boolean[] active = new boolean[received.length];
        for (int i = 0; i < received.length; i++) {
            active[i] = received[i] > 0;
        }
        return active;
    }
}
