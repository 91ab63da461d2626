package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.FourNumbers;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.ModuleFigures;
import io.bhiv.insight.evaluate.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts and timings by the minute, and what is computed from them. Bounded: a series too many is left out. For one thread at a time.
 *
 * <p>Spans are minutes since the epoch, the first inclusive and the last exclusive.
 */
final class Series {

    static final int MOST_COUNTS = 2_000;
    static final int MOST_TIMINGS = 300;
    /** Of parts of intakes, whose names come from outside: they never take the place of another series. */
    static final int MOST_PARTS = 600;
    /** Of modules that were synced, for the same reason: those of three processes. */
    static final int MOST_MODULES = 153;
    /** Of all histograms together, eight bytes each. Beyond that, those of the oldest minutes are forgotten. */
    static final int MOST_BUCKETS = 2_000_000;

    private static final String SYNC_INTAKE = "core-updates";
    private static final String MODULE = SYNC_INTAKE + "/";
    private static final String SYNC_TIMING = "core-sync";
    private static final String CALL_TIMING = "call";
    private static final int DAY = Minutes.KEPT;
    private static final int HOUR = 60;

    private final Map<CountKey, Minutes> counts = new HashMap<>();
    private final Map<TimingKey, MinuteTimings> timings = new HashMap<>();
    private int parts;
    private int modules;
    private long buckets;
    /** The first minute whose histograms are kept, and the newest that has any. */
    private long bucketsFrom = Long.MIN_VALUE;

    private long bucketsUntil = Long.MIN_VALUE;

    void clear() {
        counts.clear();
        parts = 0;
        timings.clear();
        modules = 0;
        buckets = 0;
        bucketsFrom = Long.MIN_VALUE;
        bucketsUntil = Long.MIN_VALUE;
    }

    void clearBefore(long minute) {
        counts.values().forEach(series -> series.clearBefore(minute));
        timings.values().forEach(series -> series.clearBefore(minute));
        countBuckets();
    }

    void add(CountKey key, long minute, long delta) {
        Minutes series = series(key);
        if (series != null) {
            series.add(minute, (double) delta);
        }
    }

    /** Something was counted in this minute, which is too old to be kept. */
    void seen(CountKey key, long minute) {
        Minutes series = series(key);
        if (series != null) {
            series.seen(minute);
        }
    }

    private @Nullable Minutes series(CountKey key) {
        Minutes series = counts.get(key);
        if (series == null && (key.isOfPart() ? parts < MOST_PARTS : counts.size() - parts < MOST_COUNTS)) {
            series = new Minutes();
            counts.put(key, series);
            parts += key.isOfPart() ? 1 : 0;
        }
        return series;
    }

    void add(TimingKey key, long minute, MinuteTiming timing) {
        MinuteTimings series = series(key);
        if (series != null) {
            buckets -= series.buckets();
            series.add(minute, minute < bucketsFrom ? timing.withoutHistogram() : timing);
            buckets += series.buckets();
            bucketsUntil = Math.max(bucketsUntil, minute);
        }
        while (buckets > MOST_BUCKETS) {
            // By the hour, because every series is looked at.
            bucketsFrom = Math.max(bucketsFrom, bucketsUntil - DAY) + HOUR;
            timings.values().forEach(all -> all.forgetBucketsBefore(bucketsFrom));
            countBuckets();
        }
    }

    /** Something was timed in this minute, which is too old to be kept. */
    void seen(TimingKey key, long minute) {
        MinuteTimings series = series(key);
        if (series != null) {
            series.seen(minute);
        }
    }

    private @Nullable MinuteTimings series(TimingKey key) {
        MinuteTimings series = timings.get(key);
        boolean module = key.name().equals(SYNC_TIMING);
        if (series == null && (module ? modules < MOST_MODULES : timings.size() - modules < MOST_TIMINGS)) {
            series = new MinuteTimings();
            timings.put(key, series);
            modules += module ? 1 : 0;
        }
        return series;
    }

    private void countBuckets() {
        buckets = timings.values().stream().mapToLong(MinuteTimings::buckets).sum();
    }

    /** The first minute of the last 24 hours of which there is a report. */
    Instant knownSince(Instant now, long until) {
        List<Minutes> reports = counts.entrySet().stream()
                .filter(series ->
                        series.getKey().equals(CountKey.reports(series.getKey().service())))
                .map(Map.Entry::getValue)
                .toList();
        return LongStream.range(until - DAY, until)
                .filter(minute -> reports.stream().anyMatch(one -> one.at(minute) > 0))
                .mapToObj(minute -> Instant.ofEpochSecond(minute * 60))
                .findFirst()
                .orElse(now);
    }

    /**
     * Of the last 24 hours, by the hour.
     *
     * @param depths of the queues, by the minute
     * @param depthNow of the queues now
     */
    FourNumbers numbers(long until, Minutes depths, double depthNow) {
        List<Double> success = new ArrayList<>();
        List<Double> latency = new ArrayList<>();
        List<Double> errors = new ArrayList<>();
        List<Double> depth = new ArrayList<>();
        for (long from = until - DAY; from < until; from += HOUR) {
            long end = from + HOUR;
            double good = synced(from, end);
            double bad = unsynced(from, end);
            MinuteTiming timing = syncTiming(from, end);
            success.add(good + bad == 0 ? Double.NaN : 100 * good / (good + bad));
            latency.add(timing.count() == 0 ? Double.NaN : timing.sumMs() / timing.count());
            errors.add(isReported(from, end) ? errors(from, end) : Double.NaN);
            depth.add(latest(depths, from, end));
        }
        MinuteTiming day = syncTiming(until - DAY, until);
        return new FourNumbers(
                (long) synced(until - DAY, until),
                (long) unsynced(until - DAY, until),
                day.sumMs(),
                day.count(),
                (long) errors(until - DAY, until),
                depthNow,
                success,
                latency,
                errors,
                depth);
    }

    private boolean isReported(long from, long until) {
        return counts.entrySet().stream()
                .anyMatch(series ->
                        series.getKey().equals(CountKey.reports(series.getKey().service()))
                                && series.getValue().sum(from, until) > 0);
    }

    private static double latest(Minutes values, long from, long until) {
        return LongStream.iterate(until - 1, minute -> minute >= from, minute -> minute - 1)
                .mapToDouble(values::at)
                .filter(value -> !Double.isNaN(value))
                .findFirst()
                .orElse(Double.NaN);
    }

    private double synced(long from, long until) {
        return sum(SYNC_INTAKE, "published", from, until);
    }

    private double unsynced(long from, long until) {
        return sum(SYNC_INTAKE, "parked", from, until) + sum(SYNC_INTAKE, "dead", from, until);
    }

    private double errors(long from, long until) {
        return sum(null, "parked", from, until) + sum(null, "dead", from, until);
    }

    private double sum(@Nullable String intake, String outcome, long from, long until) {
        double sum = 0;
        for (Map.Entry<CountKey, Minutes> series : counts.entrySet()) {
            CountKey key = series.getKey();
            if ((intake == null ? !key.isOfPart() : key.intake().equals(intake))
                    && key.outcome().equals(outcome)) {
                sum += series.getValue().sum(from, until);
            }
        }
        return sum;
    }

    /** Without its histogram, which nothing reads. */
    private MinuteTiming syncTiming(long from, long until) {
        long count = 0;
        double sum = 0;
        for (Map.Entry<TimingKey, MinuteTimings> series : timings.entrySet()) {
            if (series.getKey().name().equals(SYNC_TIMING)) {
                count += series.getValue().count(from, until);
                sum += series.getValue().sumMs(from, until);
            }
        }
        return new MinuteTiming(count, sum, Histogram.NONE);
    }

    List<Latency> latencies(long until) {
        return timings.entrySet().stream()
                .map(series -> series.getValue().latency(series.getKey(), until - DAY, until))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Latency::service)
                        .thenComparing(Latency::name)
                        .thenComparing(Latency::subject))
                .toList();
    }

    /** Of what the services need, by the last full minute and the one that runs. */
    List<Latency> calls(long until) {
        return timings.entrySet().stream()
                .filter(series -> series.getKey().name().equals(CALL_TIMING))
                .map(series -> series.getValue().latency(series.getKey(), until - 2, until))
                .filter(Objects::nonNull)
                .toList();
    }

    /** Of each module that was synced or counted in the last 24 hours. */
    List<ModuleFigures> modules(List<Latency> latencies, long until) {
        Map<String, Map<CountKey, Minutes>> counted = new TreeMap<>();
        counts.forEach((key, series) -> {
            if (key.intake().startsWith(MODULE) && series.sum(until - DAY, until) > 0) {
                counted.computeIfAbsent(CountKey.partOf(key.intake()), _ -> new HashMap<>())
                        .put(key, series);
            }
        });
        Map<String, Latency> synced = new TreeMap<>();
        latencies.stream()
                .filter(latency -> latency.name().equals(SYNC_TIMING))
                .forEach(latency -> synced.put(latency.subject(), latency));
        Set<String> names = new TreeSet<>(counted.keySet());
        names.addAll(synced.keySet());
        return names.stream()
                .map(name -> ModuleCalculation.figures(
                        name, MODULE + name, counted.getOrDefault(name, Map.of()), synced.get(name), until))
                .toList();
    }

    List<Silence> moduleSilences(Instant now, long until) {
        int known = known(now, until);
        return arrivals().entrySet().stream()
                .map(module -> module.getValue().silence(CountKey.partOf(module.getKey()), known, now))
                .sorted(Comparator.comparing(Silence::subject))
                .toList();
    }

    /**
     * When something came of each module, by its service, the intake, {@code /} and its name. What was synced stands in alone for a service
     * that counts no modules: it stops with the bucket, whatever they send.
     */
    private Map<String, Minutes> arrivals() {
        Map<String, Minutes> byModule = new TreeMap<>();
        timings.forEach((key, series) -> {
            if (key.name().equals(SYNC_TIMING)) {
                byModule.put(key.service() + " " + MODULE + key.subject(), series.counts());
            }
        });
        counts.forEach((key, series) -> {
            if (key.intake().startsWith(MODULE) && key.outcome().equals("received")) {
                byModule.put(key.service() + " " + key.intake(), series);
            }
        });
        return byModule;
    }

    List<IntakeFigures> intakes(Instant now, long until) {
        int known = known(now, until);
        Map<String, Map<CountKey, Minutes>> byIntake = new TreeMap<>();
        counts.forEach((key, series) -> {
            if (!key.intake().isEmpty() && !key.isOfPart()) {
                byIntake.computeIfAbsent(key.service() + "/" + key.intake(), _ -> new HashMap<>())
                        .put(key, series);
            }
        });
        return byIntake.values().stream()
                .map(series -> IntakeCalculation.figures(series, reports(series), timings, known, now))
                .toList();
    }

    private Minutes reports(Map<CountKey, Minutes> intake) {
        String service = intake.keySet().iterator().next().service();
        return counts.getOrDefault(CountKey.reports(service), new Minutes());
    }

    /** Minutes of the last 24 hours since the first of which there is a report. */
    private int known(Instant now, long until) {
        return Math.toIntExact(until - Minutes.minuteOf(knownSince(now, until)));
    }

    /** Counts of each minute from {@code from}, exclusive of {@code until}. */
    double[] counts(String service, String intake, String outcome, long from, long until) {
        double[] values = new double[(int) (until - from)];
        counts.forEach((key, series) -> {
            if (key.service().equals(service)
                    && key.intake().equals(intake)
                    && key.outcome().equals(outcome)) {
                for (int i = 0; i < values.length; i++) {
                    values[i] += series.at(from + i);
                }
            }
        });
        return values;
    }

    /** Timings of each minute; null where nothing was timed. */
    List<@Nullable MinuteTiming> timings(TimingKey key, long from, long until) {
        MinuteTimings series = timings.get(key);
        List<@Nullable MinuteTiming> values = new ArrayList<>();
        for (long minute = from; minute < until; minute++) {
            MinuteTiming one = series == null ? null : series.at(minute);
            values.add(one == null || one.count() == 0 ? null : one);
        }
        return values;
    }
}
