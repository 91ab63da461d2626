package io.bhiv.insight.store;

import io.bhiv.insight.picture.CountKey;
import io.bhiv.insight.picture.MinuteTiming;
import io.bhiv.insight.picture.TimingKey;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.Timing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What records add up to, as rows. In an order that is the same everywhere, so that two replicas never wait for each other in a ring. */
final class Batch {

    record CountRow(Instant minute, CountKey key, long count) {}

    record TimingRow(Instant minute, TimingKey key, MinuteTiming timing) {}

    record BootRow(UUID boot, String service, String replica, long lastSequence, Instant lastAt) {}

    private static final Comparator<CountRow> COUNTS = Comparator.comparing(
                    (CountRow row) -> row.key().service())
            .thenComparing(row -> row.key().intake())
            .thenComparing(row -> row.key().outcome())
            .thenComparing(row -> row.key().reason())
            .thenComparing(CountRow::minute);
    private static final Comparator<TimingRow> TIMINGS = Comparator.comparing(
                    (TimingRow row) -> row.key().service())
            .thenComparing(row -> row.key().name())
            .thenComparing(row -> row.key().subject())
            .thenComparing(TimingRow::minute);

    private record Minute<K>(Instant minute, K key) {}

    private final Map<Minute<CountKey>, Long> counts = new java.util.HashMap<>();
    private final Map<Minute<TimingKey>, MinuteTiming> timings = new java.util.HashMap<>();
    private final Map<UUID, BootRow> boots = new TreeMap<>();
    private final List<InsightEvent> events = new ArrayList<>();

    static Batch of(List<InsightRecord> records) {
        Batch batch = new Batch();
        records.forEach(batch::add);
        return batch;
    }

    private void add(InsightRecord record) {
        boots.merge(
                record.boot(),
                new BootRow(record.boot(), record.service(), record.replica(), record.sequence(), record.at()),
                (known, more) -> more.lastSequence() > known.lastSequence() ? more : known);
        switch (record) {
            case InsightReport report -> add(report);
            case InsightEvent event -> events.add(event);
        }
    }

    private void add(InsightReport report) {
        Instant minute = report.at().truncatedTo(ChronoUnit.MINUTES);
        counts.merge(new Minute<>(minute, CountKey.reports(report.service())), 1L, Long::sum);
        for (CountDelta delta : report.counts()) {
            CountKey key = new CountKey(report.service(), delta.intake(), delta.outcome(), delta.reason());
            counts.merge(new Minute<>(minute, key), delta.delta(), Long::sum);
        }
        for (Timing timing : report.timings()) {
            if (timing.count() > 0) {
                TimingKey key = new TimingKey(report.service(), timing.name(), timing.subject());
                timings.merge(new Minute<>(minute, key), MinuteTiming.of(timing), MinuteTiming::and);
            }
        }
    }

    List<CountRow> counts() {
        return counts.entrySet().stream()
                .map(one -> new CountRow(one.getKey().minute(), one.getKey().key(), one.getValue()))
                .sorted(COUNTS)
                .toList();
    }

    List<TimingRow> timings() {
        return timings.entrySet().stream()
                .map(one -> new TimingRow(one.getKey().minute(), one.getKey().key(), one.getValue()))
                .sorted(TIMINGS)
                .toList();
    }

    List<BootRow> boots() {
        return List.copyOf(boots.values());
    }

    List<InsightEvent> events() {
        return events;
    }
}
