package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.FourNumbers;
import io.bhiv.insight.evaluate.IntakeFigures;
import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.Link;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.Reconciliation;
import io.bhiv.insight.evaluate.Replica;
import io.bhiv.insight.evaluate.Reported;
import io.bhiv.insight.evaluate.Silence;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.model.insight.Timing;
import io.bhiv.model.insight.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The picture in memory. For any thread; every method is short.
 *
 * <p>Bounded: at most {@value #MOST_SERIES} series of counts, {@value #MOST_TIMINGS} of timings, {@value #MOST_REPLICAS} replicas, {@value #MOST_ACCOUNTS} accounts and {@value #MOST_EVENTS} events, whatever arrives. A
 * replica that ended is forgotten {@link #FORGOTTEN_AFTER} after its last word, as long as another one of its service speaks.
 */
public final class LivePicture {

    static final int MOST_SERIES = 2_000;
    static final int MOST_TIMINGS = 300;
    static final int MOST_REPLICAS = 200;
    /** Boots whose position is remembered. */
    public static final int MOST_BOOTS = 2_000;

    static final int MOST_ACCOUNTS = 200;
    static final int MOST_EVENTS = 200;
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(2);

    private static final String SYNC_INTAKE = "core-updates";
    private static final String SYNC_TIMING = "core-sync";
    private static final int DAY = Minutes.KEPT;
    private static final int HOUR = 60;

    private final Instant watchingSince;
    private final Set<String> expected;
    private final Map<String, Replica> replicas = new HashMap<>();
    private final Map<UUID, Long> lastSequence = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Long> eldest) {
            return size() > MOST_BOOTS;
        }
    };
    private final Map<String, Reconciliation> accounts = new TreeMap<>();
    private final Map<CountKey, Minutes> counts = new HashMap<>();
    private final Map<TimingKey, MinuteTimings> timings = new HashMap<>();
    private final Minutes depths = new Minutes();
    private final Deque<InsightEvent> events = new ArrayDeque<>();
    private Link kafka;
    private Link store;
    private long unreadable;
    private long missing;
    private long unstored;
    /** The first minute that records of the topic fill as a whole; until they are read, all is left to the store. */
    private long liveSince = Long.MAX_VALUE;

    private @Nullable History reading;

    public LivePicture(Set<String> expected, Instant watchingSince) {
        this.expected = Set.copyOf(expected);
        this.watchingSince = watchingSince;
        this.kafka = Link.unknown(watchingSince);
        this.store = Link.unknown(watchingSince);
    }

    public synchronized void kafka(boolean reached, Instant now) {
        kafka = kafka.now(reached, now);
    }

    public synchronized void store(boolean reached, Instant now) {
        store = store.now(reached, now);
    }

    public synchronized void unreadable() {
        unreadable++;
    }

    /** Records that the store has not kept since the start. */
    public synchronized void unstored(long records) {
        unstored = records;
    }

    /**
     * Takes a record once; another copy of it changes nothing. False where it was there before.
     *
     * @param seenAt when it arrived, or when it was written if it lay there before this page began to listen
     */
    public synchronized boolean take(InsightRecord record, Instant seenAt) {
        if (!isNew(record)) {
            return false;
        }
        switch (record) {
            case InsightReport report -> take(report, seenAt);
            case InsightEvent event -> take(event);
        }
        return true;
    }

    /**
     * The topic is about to be read from here on, before what the store kept could be; what there is of that is forgotten. Minutes that
     * records of the topic fill as a whole are not taken from the store any more.
     */
    public synchronized void listensFrom(Instant beginning) {
        forgetAll();
        liveSince = Minutes.minuteOf(beginning) + 1;
    }

    /** Begins to read what the store kept; takes the place of an earlier reading and of what that one brought. */
    public synchronized History readHistory() {
        if (isListening()) {
            counts.values().forEach(series -> series.clearBefore(liveSince));
            timings.values().forEach(series -> series.clearBefore(liveSince));
        } else {
            forgetAll();
        }
        reading = new History();
        return reading;
    }

    private void forgetAll() {
        counts.clear();
        timings.clear();
        events.clear();
        lastSequence.clear();
        reading = new History();
    }

    private boolean isListening() {
        return liveSince != Long.MAX_VALUE;
    }

    /** What the store kept, while it is read. One in whose place another one was begun changes nothing any more. */
    public final class History {

        private History() {}

        /** Records of this boot up to {@code sequence} are contained in it. */
        public void boot(UUID boot, long sequence) {
            synchronized (LivePicture.this) {
                // While the topic is read, its own order tells which records are new.
                if (reading == this && !isListening()) {
                    lastSequence.merge(boot, sequence, Math::max);
                }
            }
        }

        /** A count of one minute. */
        public void count(CountKey key, long minute, long count) {
            synchronized (LivePicture.this) {
                if (reading == this && minute < liveSince) {
                    add(key, minute, count);
                }
            }
        }

        /** A timing of one minute. */
        public void timing(TimingKey key, long minute, MinuteTiming timing) {
            synchronized (LivePicture.this) {
                if (reading == this && minute < liveSince) {
                    add(key, minute, timing);
                }
            }
        }

        /** An event; the newest first. */
        public void event(InsightEvent event) {
            synchronized (LivePicture.this) {
                boolean known = events.stream()
                        .anyMatch(one -> one.boot().equals(event.boot()) && one.sequence() == event.sequence());
                if (reading == this && !known && events.size() < MOST_EVENTS) {
                    events.addLast(event);
                }
            }
        }

        /** All of it was read. */
        public void ends() {
            synchronized (LivePicture.this) {
                if (reading == this) {
                    reading = null;
                }
            }
        }
    }

    /** The state of a replica may be taken from a record that was counted before. */
    public synchronized void seen(InsightReport report, Instant seenAt) {
        replica(report, seenAt);
    }

    private boolean isNew(InsightRecord record) {
        Long last = lastSequence.get(record.boot());
        if (last != null && record.sequence() <= last) {
            return false;
        }
        if (last != null && record.sequence() > last + 1) {
            missing += record.sequence() - last - 1;
        }
        lastSequence.put(record.boot(), record.sequence());
        return true;
    }

    private void take(InsightReport report, Instant seenAt) {
        replica(report, seenAt);
        long minute = Minutes.minuteOf(report.at());
        add(CountKey.reports(report.service()), minute, 1);
        for (CountDelta delta : report.counts()) {
            add(new CountKey(report.service(), delta.intake(), delta.outcome(), delta.reason()), minute, delta.delta());
        }
        for (Timing timing : report.timings()) {
            add(new TimingKey(report.service(), timing.name(), timing.subject()), minute, MinuteTiming.of(timing));
        }
        depths.set(minute, queueDepth());
    }

    private void take(InsightEvent event) {
        events.addFirst(event);
        if (events.size() > MOST_EVENTS) {
            events.removeLast();
        }
    }

    private void replica(InsightReport report, Instant seenAt) {
        String key = report.service() + "/" + report.replica();
        Replica before = replicas.get(key);
        if (before == null && replicas.size() >= MOST_REPLICAS) {
            return;
        }
        if (before != null && before.seenAt().isAfter(seenAt)) {
            return;
        }
        boolean same = before != null && before.boot().equals(report.boot());
        Vitals vitals = report.vitals();
        Vitals known = vitals != null || before == null || !same ? vitals : before.vitals();
        Instant knownAt = vitals != null || before == null || !same ? seenAt : before.vitalsAt();
        replicas.put(
                key,
                new Replica(
                        report.service(),
                        report.replica(),
                        report.boot(),
                        report.startedAt(),
                        before != null && same ? before.heardAt() : seenAt,
                        seenAt,
                        known,
                        known == null ? null : knownAt));
        if (vitals != null) {
            accounts(report.service(), vitals.tallies());
        }
    }

    /** A comparison names every intake of its service: one that it leaves out is no longer kept. */
    private void accounts(String service, List<TallyReading> tallies) {
        tallies.forEach(tally -> account(service, tally));
        Set<String> named = tallies.stream().map(TallyReading::intake).collect(Collectors.toSet());
        tallies.stream()
                .map(TallyReading::countedAt)
                .max(Comparator.naturalOrder())
                .ifPresent(newest -> accounts.values()
                        .removeIf(account -> account.service().equals(service)
                                && !named.contains(account.tally().intake())
                                && account.countedAt().isBefore(newest)));
    }

    private void account(String service, TallyReading tally) {
        String key = service + "/" + tally.intake();
        if (accounts.size() >= MOST_ACCOUNTS && !accounts.containsKey(key)) {
            return;
        }
        accounts.merge(
                key,
                new Reconciliation(service, tally),
                (known, more) -> more.countedAt().isBefore(known.countedAt()) ? known : more);
    }

    private void add(CountKey key, long minute, long delta) {
        Minutes series = counts.get(key);
        if (series == null && counts.size() < MOST_SERIES) {
            series = new Minutes();
            counts.put(key, series);
        }
        if (series != null) {
            series.add(minute, (double) delta);
        }
    }

    private void add(TimingKey key, long minute, MinuteTiming timing) {
        MinuteTimings series = timings.get(key);
        if (series == null && timings.size() < MOST_TIMINGS) {
            series = new MinuteTimings();
            timings.put(key, series);
        }
        if (series != null) {
            series.add(minute, timing);
        }
    }

    private double queueDepth() {
        return accounts.values().stream()
                .mapToLong(account -> account.tally().allPending())
                .sum();
    }

    /** All that is known now. */
    public synchronized Picture at(Instant now) {
        forget(now);
        long until = Minutes.minuteOf(now) + 1;
        List<Latency> latencies = latencies(until);
        return new Picture(
                now,
                watchingSince,
                expected,
                kafka,
                store,
                replicas.values().stream()
                        .sorted(Comparator.comparing(Replica::service).thenComparing(Replica::replica))
                        .toList(),
                List.copyOf(accounts.values()),
                numbers(until),
                intakes(now, until),
                latencies,
                latencies.stream()
                        .filter(latency -> latency.name().equals(SYNC_TIMING))
                        .toList(),
                moduleSilences(now, until),
                List.copyOf(events),
                new Reported(knownSince(now, until), missing, unreadable, unstored, reading != null));
    }

    /** The first minute of the last 24 hours of which there is a report. */
    private Instant knownSince(Instant now, long until) {
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

    private void forget(Instant now) {
        Set<String> speaking = new TreeSet<>();
        replicas.values().stream().filter(one -> !one.isSilent(now)).forEach(one -> speaking.add(one.service()));
        replicas.values()
                .removeIf(one ->
                        speaking.contains(one.service()) && one.silence(now).compareTo(FORGOTTEN_AFTER) > 0);
        Set<String> known = replicas.values().stream().map(Replica::service).collect(Collectors.toSet());
        accounts.values().removeIf(account -> !known.contains(account.service()));
    }

    private FourNumbers numbers(long until) {
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
            errors.add(errors(from, end));
            depth.add(depths.at(end - 1));
        }
        MinuteTiming day = syncTiming(until - DAY, until);
        return new FourNumbers(
                (long) synced(until - DAY, until),
                (long) unsynced(until - DAY, until),
                day.sumMs(),
                day.count(),
                (long) errors(until - DAY, until),
                queueDepth(),
                success,
                latency,
                errors,
                depth);
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
            if ((intake == null || key.intake().equals(intake)) && key.outcome().equals(outcome)) {
                sum += series.getValue().sum(from, until);
            }
        }
        return sum;
    }

    private MinuteTiming syncTiming(long from, long until) {
        long count = 0;
        double sum = 0;
        for (Map.Entry<TimingKey, MinuteTimings> series : timings.entrySet()) {
            if (series.getKey().name().equals(SYNC_TIMING)) {
                MinuteTiming span = series.getValue().between(from, until);
                count += span.count();
                sum += span.sumMs();
            }
        }
        return new MinuteTiming(count, sum, 0, 0, 0);
    }

    private List<Latency> latencies(long until) {
        return timings.entrySet().stream()
                .map(series -> series.getValue().latency(series.getKey(), until - DAY, until))
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Latency::service)
                        .thenComparing(Latency::name)
                        .thenComparing(Latency::subject))
                .toList();
    }

    private List<Silence> moduleSilences(Instant now, long until) {
        return timings.entrySet().stream()
                .filter(series -> series.getKey().name().equals(SYNC_TIMING))
                .map(series ->
                        Silence.of(series.getKey().subject(), series.getValue().active(until), now))
                .sorted(Comparator.comparing(Silence::subject))
                .toList();
    }

    private List<IntakeFigures> intakes(Instant now, long until) {
        Map<String, Map<CountKey, Minutes>> byIntake = new TreeMap<>();
        counts.forEach((key, series) -> {
            if (!key.intake().isEmpty()) {
                byIntake.computeIfAbsent(key.service() + "/" + key.intake(), _ -> new HashMap<>())
                        .put(key, series);
            }
        });
        return byIntake.values().stream()
                .map(series -> IntakeOf.figures(series, timings, now, until))
                .toList();
    }

    /** Counts of each minute from {@code from}, exclusive of {@code until}. */
    public synchronized double[] counts(String service, String intake, String outcome, long from, long until) {
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
    public synchronized List<@Nullable MinuteTiming> timings(TimingKey key, long from, long until) {
        MinuteTimings series = timings.get(key);
        List<@Nullable MinuteTiming> values = new ArrayList<>();
        for (long minute = from; minute < until; minute++) {
            MinuteTiming one = series == null ? null : series.between(minute, minute + 1);
            values.add(one == null || one.count() == 0 ? null : one);
        }
        return values;
    }
}
