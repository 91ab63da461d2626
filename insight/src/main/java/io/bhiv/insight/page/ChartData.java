package io.bhiv.insight.page;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.insight.evaluate.FourNumbers;
import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.insight.picture.CountKey;
import io.bhiv.insight.picture.Elapsed;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.picture.MinuteTiming;
import io.bhiv.insight.picture.TimingKey;
import io.bhiv.insight.store.InsightStore;
import io.bhiv.kit.count.Latencies;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a chart of an intake, or of a module of one, is drawn from. A null is a gap: nobody reported then, or nothing was timed whose distribution was
 * reported.
 *
 * @param from the first span
 * @param stepSeconds length of a span
 * @param received, refused events a second
 * @param timed what the percentiles are of: {@code acknowledgement} or {@code core-sync}
 * @param limitMs the threshold to draw beside the percentiles
 */
public record ChartData(
        Instant from,
        @JsonProperty("step_seconds") int stepSeconds,
        List<@Nullable Double> received,
        List<@Nullable Double> refused,
        @JsonProperty("p50_ms") List<@Nullable Double> p50Ms,
        @JsonProperty("p95_ms") List<@Nullable Double> p95Ms,
        @JsonProperty("p99_ms") List<@Nullable Double> p99Ms,
        String timed,
        @JsonProperty("limit_ms") double limitMs) {

    private static final String SYNC = "core-sync";
    private static final double ACKNOWLEDGEMENT_LIMIT_MS = 250;
    private static final int MINUTE = 60;

    /** What is timed of an intake: how long its callers wait; of a module, which waits with all others, how long its updates take. */
    public static TimingKey timing(String service, String intake) {
        String module = CountKey.partOf(intake);
        return module.isEmpty()
                ? new TimingKey(service, Latencies.ACKNOWLEDGEMENT, intake)
                : new TimingKey(service, SYNC, module);
    }

    private static double limitMs(TimingKey key) {
        return key.name().equals(SYNC) ? FourNumbers.LATENCY_OK_MS : ACKNOWLEDGEMENT_LIMIT_MS;
    }

    /** From memory, by minutes gathered into spans. */
    public static ChartData live(
            LivePicture picture, String service, String intake, Instant now, int minutes, int span) {
        long until = Math.floorDiv(now.getEpochSecond(), MINUTE) + 1;
        until += Math.floorMod(-until, (long) span);
        long from = until - minutes;
        Instant beginning = Instant.ofEpochSecond(from * MINUTE);
        double[] reports =
                summed(picture.counts(service, "", CountKey.reports(service).outcome(), from, until), span);
        double[] received = summed(picture.counts(service, intake, "received", from, until), span);
        double[] refused = summed(picture.counts(service, intake, "refused", from, until), span);
        TimingKey key = timing(service, intake);
        List<@Nullable Percentiles> percentiles = percentiles(gathered(picture.timings(key, from, until), span));
        return new ChartData(
                beginning,
                span * MINUTE,
                rates(received, reports, beginning, span, now),
                rates(refused, reports, beginning, span, now),
                each(percentiles, Percentiles::p50Ms),
                each(percentiles, Percentiles::p95Ms),
                each(percentiles, Percentiles::p99Ms),
                key.name(),
                limitMs(key));
    }

    /**
     * From the store, by spans.
     *
     * @param key what the timings are of
     */
    public static ChartData stored(
            TimingKey key,
            List<InsightStore.CountPoint> reports,
            List<InsightStore.CountPoint> counts,
            List<InsightStore.TimingPoint> timings,
            Instant from,
            int spans,
            int stepSeconds,
            Instant now) {
        double[] reported = new double[spans];
        double[] received = new double[spans];
        double[] refused = new double[spans];
        reports.forEach(point -> put(reported, point, from, stepSeconds));
        counts.stream()
                .filter(point -> point.outcome().equals("received"))
                .forEach(point -> put(received, point, from, stepSeconds));
        counts.stream()
                .filter(point -> point.outcome().equals("refused"))
                .forEach(point -> put(refused, point, from, stepSeconds));
        Map<Long, MinuteTiming> bySpan = new HashMap<>();
        timings.forEach(point -> bySpan.put(span(point.at(), from, stepSeconds), point.timing()));
        List<@Nullable MinuteTiming> all = new ArrayList<>();
        for (long span = 0; span < spans; span++) {
            all.add(bySpan.get(span));
        }
        List<@Nullable Percentiles> percentiles = percentiles(all);
        return new ChartData(
                from,
                stepSeconds,
                rates(received, reported, from, stepSeconds / MINUTE, now),
                rates(refused, reported, from, stepSeconds / MINUTE, now),
                each(percentiles, Percentiles::p50Ms),
                each(percentiles, Percentiles::p95Ms),
                each(percentiles, Percentiles::p99Ms),
                key.name(),
                limitMs(key));
    }

    private static void put(double[] values, InsightStore.CountPoint point, Instant from, int stepSeconds) {
        long span = span(point.at(), from, stepSeconds);
        if (span >= 0 && span < values.length) {
            values[(int) span] += point.count();
        }
    }

    private static long span(Instant at, Instant from, int stepSeconds) {
        return Math.floorDiv(at.getEpochSecond() - from.getEpochSecond(), (long) stepSeconds);
    }

    /** The span that runs is divided by what has passed of it. */
    private static List<@Nullable Double> rates(
            double[] values, double[] reports, Instant from, int minutes, Instant now) {
        List<@Nullable Double> rates = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            double seconds =
                    Elapsed.seconds(now, Math.floorDiv(from.getEpochSecond(), MINUTE) + (long) i * minutes, minutes);
            rates.add(reports[i] == 0 || seconds == 0 ? null : (Double) (values[i] / seconds));
        }
        return rates;
    }

    /** The sum of each span of minutes. */
    private static double[] summed(double[] values, int span) {
        double[] sums = new double[values.length / span];
        for (int i = 0; i < sums.length * span; i++) {
            sums[i / span] += values[i];
        }
        return sums;
    }

    private static List<@Nullable MinuteTiming> gathered(List<@Nullable MinuteTiming> minutes, int span) {
        List<@Nullable MinuteTiming> spans = new ArrayList<>();
        for (int first = 0; first + span <= minutes.size(); first += span) {
            MinuteTiming sum = null;
            for (MinuteTiming one : minutes.subList(first, first + span)) {
                sum = one == null ? sum : sum == null ? one : sum.and(one);
            }
            spans.add(sum);
        }
        return spans;
    }

    private static List<@Nullable Percentiles> percentiles(List<@Nullable MinuteTiming> spans) {
        List<@Nullable Percentiles> values = new ArrayList<>();
        for (MinuteTiming span : spans) {
            values.add(span == null ? null : span.histogram().percentiles().orElse(null));
        }
        return values;
    }

    private static List<@Nullable Double> each(List<@Nullable Percentiles> spans, Function<Percentiles, Double> value) {
        List<@Nullable Double> values = new ArrayList<>();
        for (Percentiles span : spans) {
            values.add(span == null ? null : value.apply(span));
        }
        return values;
    }
}
