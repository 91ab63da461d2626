package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.Completeness;
import io.bhiv.insight.evaluate.Link;
import io.bhiv.insight.evaluate.Picture;
import io.bhiv.insight.evaluate.RecentSyncs;
import io.bhiv.insight.evaluate.Reconciliation;
import io.bhiv.insight.evaluate.Replica;
import io.bhiv.insight.evaluate.Sync;
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
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The picture in memory. For any thread; every method is short.
 *
 * <p>Bounded: at most {@value Series#MOST_COUNTS} series of counts, {@value Series#MOST_TIMINGS} of timings and
 * {@value Series#MOST_MODULES} of modules, {@value #MOST_REPLICAS} replicas, {@value #MOST_ACCOUNTS} accounts and {@value #MOST_EVENTS}
 * events, whatever arrives. A replica whose service need not report, or has another one that speaks, is forgotten: at once where it
 * reported that it stops, else {@link #FORGOTTEN_AFTER} after its last report.
 */
public final class LivePicture {

    static final int MOST_REPLICAS = 200;
    /** Boots whose position is remembered. */
    public static final int MOST_BOOTS = 2_000;

    /** So many of the last minutes in which something arrived give its cadence. */
    public static final int LATEST_MINUTES = Minutes.LATEST;

    static final int MOST_ACCOUNTS = 200;
    static final int MOST_EVENTS = 200;
    static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(2);

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
    private final Series series = new Series();
    private final Minutes depths = new Minutes(Double.NaN);
    private final Deque<InsightEvent> events = new ArrayDeque<>();
    private Link kafka;
    private Link store;
    private RecentSyncs syncs = RecentSyncs.NONE;
    private long unreadable;
    private long newer;
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

    /** What the core bridge answered about the updates that came last; empty where it gave no answer. */
    public synchronized void syncs(Optional<List<Sync>> answer, Instant now) {
        syncs = syncs.now(answer, now);
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
            series.clearBefore(liveSince);
        } else {
            forgetAll();
        }
        reading = new History();
        return reading;
    }

    private void forgetAll() {
        series.clear();
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
                // While the topic is read, its own order shows which records are new.
                if (reading == this && !isListening()) {
                    lastSequence.merge(boot, sequence, Math::max);
                }
            }
        }

        /** A count of one minute. */
        public void count(CountKey key, long minute, long count) {
            synchronized (LivePicture.this) {
                if (reading == this && minute < liveSince) {
                    series.add(key, minute, count);
                }
            }
        }

        /** A timing of one minute. */
        public void timing(TimingKey key, long minute, MinuteTiming timing) {
            synchronized (LivePicture.this) {
                if (reading == this && minute < liveSince) {
                    series.add(key, minute, timing);
                }
            }
        }

        /** One of the last minutes of an intake, however old. */
        public void last(CountKey key, long minute) {
            synchronized (LivePicture.this) {
                if (reading == this) {
                    series.seen(key, minute);
                }
            }
        }

        /** One of the last minutes of what is timed, however old. */
        public void last(TimingKey key, long minute) {
            synchronized (LivePicture.this) {
                if (reading == this) {
                    series.seen(key, minute);
                }
            }
        }

        /** An event; the newest first. */
        public void event(InsightEvent event) {
            synchronized (LivePicture.this) {
                if (reading == this && !isShown(event) && events.size() < MOST_EVENTS) {
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

    /** The store has what was reported of minutes before the topic was listened to, or will have it: it is counted from there alone. */
    private void take(InsightReport report, Instant seenAt) {
        replica(report, seenAt);
        long minute = Minutes.minuteOf(report.at());
        depths.set(minute, queueDepth());
        if (isListening() && minute < liveSince) {
            return;
        }
        series.add(CountKey.reports(report.service()), minute, 1);
        for (CountDelta delta : report.counts()) {
            series.add(
                    new CountKey(report.service(), delta.intake(), delta.outcome(), delta.reason()),
                    minute,
                    delta.delta());
        }
        for (Timing timing : report.timings()) {
            series.add(
                    new TimingKey(report.service(), timing.name(), timing.subject()), minute, MinuteTiming.of(timing));
        }
    }

    private void take(InsightEvent event) {
        if (isShown(event)) {
            return;
        }
        if (event.kind() == InsightEvent.Kind.UNKNOWN) {
            newer++;
        }
        events.addFirst(event);
        if (events.size() > MOST_EVENTS) {
            events.removeLast();
        }
    }

    /** It came from the store already, or from the topic. */
    private boolean isShown(InsightEvent event) {
        return events.stream().anyMatch(one -> one.boot().equals(event.boot()) && one.sequence() == event.sequence());
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
                        known == null ? null : knownAt,
                        report.endsItsProcess()));
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

    private double queueDepth() {
        return accounts.values().stream()
                .mapToLong(account -> account.tally().allPending())
                .sum();
    }

    /** All that is known now. */
    public synchronized Picture at(Instant now) {
        forget(now);
        long until = Minutes.minuteOf(now) + 1;
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
                series.numbers(until, depths, queueDepth()),
                series.intakes(now, until),
                series.calls(until),
                series.modules(series.latencies(until), until),
                series.moduleSilences(now, until),
                List.copyOf(events),
                new Completeness(series.knownSince(now, until), missing, unreadable, newer, unstored, reading != null),
                syncs);
    }

    private void forget(Instant now) {
        Set<String> speaking = new TreeSet<>();
        replicas.values().stream().filter(one -> !one.isSilent(now)).forEach(one -> speaking.add(one.service()));
        // While nothing can arrive, silence is no sign that a service has ended.
        boolean heard = kafka.up() && !kafka.since().plus(FORGOTTEN_AFTER).isAfter(now);
        replicas.values().removeIf(one -> {
            boolean needless = speaking.contains(one.service()) || !expected.contains(one.service());
            boolean longSilent =
                    one.silence(now).compareTo(FORGOTTEN_AFTER) > 0 && (speaking.contains(one.service()) || heard);
            return needless && (one.ended() || longSilent);
        });
        Set<String> known = replicas.values().stream().map(Replica::service).collect(Collectors.toSet());
        accounts.values().removeIf(account -> !known.contains(account.service()));
    }

    /** Counts of each minute from {@code from}, exclusive of {@code until}. */
    public synchronized double[] counts(String service, String intake, String outcome, long from, long until) {
        return series.counts(service, intake, outcome, from, until);
    }

    /** Timings of each minute; null where nothing was timed. */
    public synchronized List<@Nullable MinuteTiming> timings(TimingKey key, long from, long until) {
        return series.timings(key, from, until);
    }
}
