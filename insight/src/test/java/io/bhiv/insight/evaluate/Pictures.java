package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.LoopReading;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.model.insight.Vitals;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Pictures to judge. */
final class Pictures {

    static final Instant START = Instant.parse("2026-03-01T02:00:00Z");
    static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");

    private Pictures() {}

    static Picture picture(Replica... replicas) {
        return picture(new Link(true, START), new Link(true, START), List.of(), replicas);
    }

    static Picture picture(Link kafka, Link store, List<Reconciliation> accounts, Replica... replicas) {
        return picture(kafka, store, accounts, FourNumbers.NONE, List.of(), replicas);
    }

    static Picture picture(FourNumbers numbers, List<IntakeFigures> intakes, Replica... replicas) {
        return picture(new Link(true, START), new Link(true, START), List.of(), numbers, intakes, replicas);
    }

    static Picture picture(
            Link kafka,
            Link store,
            List<Reconciliation> accounts,
            FourNumbers numbers,
            List<IntakeFigures> intakes,
            Replica... replicas) {
        return new Picture(
                NOW,
                START,
                Set.of("bucket-service"),
                kafka,
                store,
                List.of(replicas),
                accounts,
                numbers,
                intakes,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new Completeness(START, 0, 0, 0, 0, false),
                RecentSyncs.NONE);
    }

    static Replica replica(String name, Instant seenAt, @Nullable Vitals vitals) {
        return new Replica(
                "bucket-service",
                name,
                new UUID(0, 1),
                START,
                START,
                seenAt,
                vitals,
                vitals == null ? null : seenAt,
                false);
    }

    static Replica stopped(String name, Instant seenAt) {
        return new Replica("bucket-service", name, new UUID(0, 1), START, START, seenAt, healthy(), seenAt, true);
    }

    static Replica reporting(String service, Instant seenAt, GaugeReading... gauges) {
        return reporting("a", service, seenAt, gauges);
    }

    static Replica reporting(String name, String service, Instant seenAt, GaugeReading... gauges) {
        Vitals vitals = new Vitals(true, List.of(), List.of(gauges), List.of(), List.of(), List.of());
        return new Replica(service, name, new UUID(0, 1), START, START, seenAt, vitals, seenAt, false);
    }

    static IntakeFigures intake(String service, String intake, Silence silence, Recent recent) {
        return intake(service, intake, Map.of(), silence, recent);
    }

    static IntakeFigures intake(
            String service, String intake, Map<String, Long> outcomes, Silence silence, Recent recent) {
        return new IntakeFigures(
                service, intake, outcomes, Map.of(), Map.of(), Map.of(), 0, null, List.of(), silence, recent);
    }

    static Vitals healthy() {
        return new Vitals(true, List.of(), List.of(), List.of(), List.of(), List.of());
    }

    static Vitals unready(String check) {
        return new Vitals(false, List.of(check), List.of(), List.of(), List.of(), List.of());
    }

    static Vitals loop(long silenceMs, long limitMs, int failures) {
        return loop("relay", silenceMs, limitMs, failures);
    }

    static Vitals loop(String name, long silenceMs, long limitMs, int failures) {
        return new Vitals(
                true,
                List.of(),
                List.of(),
                List.of(new LoopReading(name, silenceMs, limitMs, failures, null, null)),
                List.of(),
                List.of());
    }

    static Vitals overdue(long overdueMs) {
        return new Vitals(
                true,
                List.of(),
                List.of(),
                List.of(new LoopReading("expiry", 7_000, 60_000, 0, null, overdueMs)),
                List.of(),
                List.of());
    }

    static Vitals consumer(long turnMs) {
        return new Vitals(
                true,
                List.of(),
                List.of(),
                List.of(new LoopReading("intake-updates", 200, 120_000, 0, turnMs, 0L)),
                List.of(),
                List.of());
    }

    static Vitals dependency(String name, DependencyReading.State state, String breaker) {
        return new Vitals(
                true,
                List.of(),
                List.of(),
                List.of(),
                List.of(new DependencyReading(name, state, breaker, null, null)),
                List.of());
    }

    /** 100 received: 62 published, 10 pending, 8 parked, 12 refused, 5 dropped, 3 duplicates. */
    static TallyReading tally(long received, long countedPending) {
        return tally(received, countedPending, NOW.minusSeconds(9));
    }

    static TallyReading tally(long received, long countedPending, Instant countedAt) {
        return tally(received, countedPending, 0, countedAt);
    }

    static TallyReading tallyWithDead(long dead) {
        return tally(100, 10, dead, NOW.minusSeconds(9));
    }

    static TallyReading tallySince(Instant from) {
        return tally(from, 100, 10, 0, NOW);
    }

    private static TallyReading tally(long received, long countedPending, long dead, Instant countedAt) {
        return tally(START, received, countedPending, dead, countedAt);
    }

    private static TallyReading tally(Instant from, long received, long countedPending, long dead, Instant countedAt) {
        return new TallyReading(
                "prana",
                from,
                NOW,
                received,
                12,
                3,
                85,
                62 - dead,
                8,
                dead,
                5,
                10,
                85,
                countedPending,
                8,
                dead,
                0L,
                0L,
                0L,
                countedAt);
    }
}
