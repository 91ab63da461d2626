package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.Recent;
import io.bhiv.insight.evaluate.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures of one intake from its series. */
final class IntakeCalculation {

    private static final int DAY = Minutes.KEPT;
    private static final int HOUR = 60;
    private static final String RECEIVED = "received";
    private static final String ACKNOWLEDGEMENT = "acknowledgement";

    private static final int OF_LATE = 10;
    /** Full minutes of which the rate is that at which a queue drains. */
    private static final int DRAINING = 3;
    /** Refused because of ourselves: the sender may come again. */
    private static final Set<String> OURS =
            Set.of("overloaded", "store_unavailable", "failed", "cut", "too_slow", "queue_full");

    private IntakeCalculation() {}

    /**
     * From the series of one intake, of which there is at least one.
     *
     * @param reports of its service
     * @param known how many minutes were reported at all
     */
    static IntakeFigures figures(
            Map<CountKey, Minutes> series,
            Minutes reports,
            Map<TimingKey, MinuteTimings> timings,
            int known,
            Instant now) {
        long until = Minutes.minuteOf(now) + 1;
        CountKey any = series.keySet().iterator().next();
        Map<String, Long> outcomes = new TreeMap<>();
        Map<String, Long> refusals = new TreeMap<>();
        Map<String, Long> parkings = new TreeMap<>();
        Map<String, Long> drops = new TreeMap<>();
        Minutes arrived = series.get(new CountKey(any.service(), any.intake(), RECEIVED, ""));
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
            // Counts of an earlier version name no rule.
            if (day > 0
                    && key.outcome().equals("dropped_by_rule")
                    && !key.reason().isEmpty()) {
                drops.merge(key.reason(), day, Long::sum);
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
                drops,
                received[DAY - 2] / 60,
                latency(any, timings, until),
                lastHour(received, reports, now),
                arrived == null
                        ? new Silence(any.intake(), null, null, null)
                        : arrived.silence(any.intake(), known, now),
                recent(series, until));
    }

    private static @Nullable Latency latency(CountKey any, Map<TimingKey, MinuteTimings> timings, long until) {
        TimingKey key = new TimingKey(any.service(), ACKNOWLEDGEMENT, any.intake());
        MinuteTimings found = timings.get(key);
        return found == null ? null : found.latency(key, until - HOUR, until);
    }

    /** The minute that runs is drawn as it will be if it goes on like this. */
    private static List<Double> lastHour(double[] received, Minutes reports, Instant now) {
        long until = Minutes.minuteOf(now) + 1;
        List<Double> values = new ArrayList<>(HOUR);
        for (int i = DAY - HOUR; i < DAY; i++) {
            values.add(reports.at(until - DAY + i) == 0 ? Double.NaN : received[i]);
        }
        double part = Elapsed.seconds(now, until - 1, 1) / 60;
        values.set(HOUR - 1, part == 0 ? Double.NaN : values.getLast() / part);
        return values;
    }

    private static Recent recent(Map<CountKey, Minutes> series, long until) {
        double received = 0;
        double refused = 0;
        double finished = 0;
        for (Map.Entry<CountKey, Minutes> one : series.entrySet()) {
            CountKey key = one.getKey();
            Minutes minutes = one.getValue();
            switch (key.outcome()) {
                case RECEIVED -> received += minutes.sum(until - OF_LATE, until);
                case "refused" -> refused += OURS.contains(key.reason()) ? 0 : minutes.sum(until - OF_LATE, until);
                case "published", "dropped_by_rule" -> finished += minutes.sum(until - 1 - DRAINING, until - 1);
                default -> {}
            }
        }
        return new Recent((long) received, (long) refused, finished / (DRAINING * 60));
    }
}
