package io.bhiv.biometric.retention;

import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.biometric.parked.ParkReason;
import io.bhiv.biometric.status.IntakeCounts;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.bhiv.kit.partition.KeyPeriod;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Creates the days ahead and drops the days past retention, but never one in which a delivery is open.
 *
 * <p>What is still outstanding or waits for its fetch when its time is over is parked as {@code OVERDUE}, where an operator sees
 * it. What waits for people who do not connect is dropped. A day with parked deliveries is kept whole until each of them is replayed or
 * discarded. Ids lie in periods of 30 days and leave
 * with the last of their days.
 */
@ApplicationScoped
public class Retention {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofMinutes(10), Duration.ofMinutes(2));
    private static final int ROWS_PER_STEP = 20_000;
    private static final String TODAY = "SELECT (now() AT TIME ZONE 'UTC')::date";

    /** Start of the oldest day that is kept. Parameter: days. */
    private static final String CUTOFF = "date_trunc('day', now(), 'UTC') - $1::int * interval '1 day'";

    /** Parameters: days, rows at most. Answers the providers of what was parked; empty where it is not known any more. */
    private static final String PARK_OVERDUE = """
            WITH unpublished AS (
              DELETE FROM biometric.outstanding WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM biometric.outstanding WHERE received_at < %1$s AND claimed_until <= now()
                ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED))
              RETURNING event_id, received_at, provider
            ), unfetched AS (
              DELETE FROM biometric.awaiting_fetch WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM biometric.awaiting_fetch WHERE received_at < %1$s
                ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED))
              RETURNING event_id, received_at, provider
            ), moved AS (
              SELECT o.event_id, o.received_at, coalesce(o.provider, d.provider, '') AS provider
              FROM (SELECT * FROM unpublished UNION ALL SELECT * FROM unfetched) o
              LEFT JOIN LATERAL (
                SELECT provider FROM biometric.delivery
                WHERE received_at = o.received_at AND event_id = o.event_id OFFSET 0) d ON true
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked)
              SELECT date_trunc('minute', received_at), provider, count(*) FROM moved GROUP BY 1, 2
            )
            INSERT INTO biometric.parked AS p (event_id, received_at, provider, reason)
            SELECT event_id, received_at, provider, 'OVERDUE' FROM moved
            ON CONFLICT (event_id) DO UPDATE SET reason = excluded.reason, parked_at = now(), discarded_at = NULL
            RETURNING provider
            """.formatted(CUTOFF);

    /**
     * Drops what waits for people who do not connect; each would keep the whole day of everybody. Where the delivery is gone there is
     * nothing to replay, and perhaps no day to remember it in. Parameters: days, rows at most. Answers how many, by provider.
     */
    private static final String DROP_NOT_CONNECTED = """
            WITH expired AS (
              DELETE FROM biometric.parked WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM biometric.parked
                WHERE reason IN ('UNKNOWN_USER', 'REVOKED_CONNECTION') AND parked_at < now() - $1::int * interval '1 day'
                  AND discarded_at IS NULL
                LIMIT $2 FOR UPDATE SKIP LOCKED))
              RETURNING event_id, received_at, provider
            ), tallied AS (
              INSERT INTO biometric.event_tally_delta (minute, intake, parked, dropped)
              SELECT date_trunc('minute', received_at), provider, -count(*), count(*) FROM expired GROUP BY 1, 2
            ), remembered AS (
              INSERT INTO biometric.dropped (event_id, received_at, provider, rule, records, whole)
              SELECT e.event_id, e.received_at, e.provider, 'not_connected', 1, true
              FROM expired e CROSS JOIN LATERAL (
                SELECT FROM biometric.delivery WHERE received_at = e.received_at AND event_id = e.event_id OFFSET 0) d
              ON CONFLICT (received_at, event_id, rule) DO UPDATE SET whole = true
            )
            SELECT provider, count(*) AS expired FROM expired GROUP BY provider
            """;

    /** Days past retention in which something is open. Parameter: days. */
    private static final String OPEN_DAYS = """
            SELECT DISTINCT (received_at AT TIME ZONE 'UTC')::date FROM (
              SELECT received_at FROM biometric.outstanding WHERE received_at < %1$s
              UNION ALL
              SELECT received_at FROM biometric.awaiting_fetch WHERE received_at < %1$s
              UNION ALL
              SELECT received_at FROM biometric.parked WHERE received_at < %1$s AND discarded_at IS NULL) o
            """.formatted(CUTOFF);

    /** What an operator gave up. Parameters: days, days to keep all the same, rows at most. */
    private static final String TRIM_DISCARDED = """
            DELETE FROM biometric.parked WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM biometric.parked
              WHERE received_at < %s AND discarded_at IS NOT NULL
                AND (received_at AT TIME ZONE 'UTC')::date <> ALL ($2::date[])
              LIMIT $3 FOR UPDATE SKIP LOCKED))
            """.formatted(CUTOFF);

    /** Parameters: days, days to keep all the same, rows at most. */
    private static final String TRIM_IDS = """
            DELETE FROM biometric.delivery_seen WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM biometric.delivery_seen
              WHERE received_at < %s AND (received_at AT TIME ZONE 'UTC')::date <> ALL ($2::date[])
              LIMIT $3 FOR UPDATE SKIP LOCKED))
            """.formatted(CUTOFF);

    private final Pool pool;
    private final RetentionConfig config;
    private final IntakeCounts counts;
    private final PersonRetention people;
    private final ConnectionRetention connections;
    private final DayPartitions deliveries;
    private final DayPartitions dropped;
    private final DayPartitions ids;
    private volatile int keptDays;

    Retention(
            Pool pool,
            RetentionConfig config,
            IntakeCounts counts,
            PersonRetention people,
            ConnectionRetention connections,
            MeterRegistry meters) {
        this.connections = connections;
        this.pool = pool;
        this.config = config;
        this.counts = counts;
        this.people = people;
        this.deliveries = new DayPartitions(pool, "biometric", "delivery").writtenOnce();
        this.dropped = new DayPartitions(pool, "biometric", "dropped").writtenOnce();
        this.ids = new DayPartitions(pool, "biometric", "delivery_key").writtenOnce();
        Gauge.builder("bridge.retention.kept.days", this, retention -> retention.keptDays)
                .description("Days past retention that are kept because something in them is open")
                .register(meters);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("retention", RHYTHM, this::turn);
    }

    /**
     * One turn: the days ahead exist, of the days past retention only those in which something is open, and of people who are gone
     * nothing.
     */
    public Uni<Step> turn() {
        return deliveries
                .ensure(config.partitionsAhead())
                .chain(deliveries::days)
                .chain(dropped::cover)
                .chain(this::ensureIds)
                .chain(() -> most(
                        this::parkOverdue,
                        this::dropNotConnected,
                        this::dropDays,
                        () -> people.turn(config.days(), ROWS_PER_STEP),
                        () -> connections.turn(config.days(), ROWS_PER_STEP)))
                .map(most -> most < ROWS_PER_STEP ? Step.IDLE : Step.MORE);
    }

    /** One after the other; the most rows that one of them moved. */
    @SafeVarargs
    private static Uni<Integer> most(Supplier<Uni<Integer>>... steps) {
        Uni<Integer> most = Uni.createFrom().item(0);
        for (Supplier<Uni<Integer>> step : steps) {
            most = most.chain(before -> step.get().map(moved -> Math.max(before, moved)));
        }
        return most;
    }

    private Uni<Integer> dropDays() {
        return openDays()
                .invoke(this::show)
                .chain(open -> drop(open)
                        .chain(discarded ->
                                trimIdsOfEarlierVersions(open).map(trimmed -> Math.max(discarded, trimmed))));
    }

    private Uni<Void> ensureIds() {
        return pool.query(TODAY).execute().chain(rows -> {
            LocalDate period = KeyPeriod.of(rows.iterator().next().getLocalDate(0));
            return ids.cover(Set.of(period, period.plusDays(KeyPeriod.DAYS)));
        });
    }

    private Uni<Integer> parkOverdue() {
        return pool.preparedQuery(PARK_OVERDUE)
                .execute(Tuple.of(config.days(), ROWS_PER_STEP))
                .map(rows -> {
                    rows.forEach(row -> countOverdue(row.getString("provider")));
                    if (rows.size() > 0) {
                        Log.warnf(
                                "Deliveries that were open for longer than %d days were parked [reason=OVERDUE count=%d]",
                                config.days(), rows.size());
                    }
                    return rows.size();
                });
    }

    private void countOverdue(String provider) {
        if (!provider.isEmpty()) {
            counts.of(provider).parked(ParkReason.OVERDUE, 1);
        }
    }

    private Uni<Integer> dropNotConnected() {
        return pool.preparedQuery(DROP_NOT_CONNECTED)
                .execute(Tuple.of(config.awaitedDays(), ROWS_PER_STEP))
                .map(rows -> {
                    int all = 0;
                    for (Row row : rows) {
                        int expired = row.getInteger("expired");
                        countNotConnected(row.getString("provider"), expired);
                        all += expired;
                    }
                    if (all > 0) {
                        Log.infof(
                                "Deliveries of people who did not connect within %d days were dropped [count=%d]",
                                config.awaitedDays(), all);
                    }
                    return all;
                });
    }

    private void countNotConnected(String provider, int expired) {
        counts.dropped(DropRule.NOT_CONNECTED, expired);
        if (!provider.isEmpty()) {
            var counters = counts.of(provider);
            counters.released(expired);
            counters.droppedByRule(DropRule.NOT_CONNECTED, expired);
        }
    }

    private Uni<Set<LocalDate>> openDays() {
        return pool.preparedQuery(OPEN_DAYS)
                .execute(Tuple.of(config.days()))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getLocalDate(0))
                        .collect(Collectors.toSet()));
    }

    private void show(Set<LocalDate> open) {
        if (open.size() > keptDays) {
            Log.warnf(
                    "Days past retention are kept because deliveries in them are open; replay or discard what is parked [days=%d]",
                    open.size());
        }
        keptDays = open.size();
    }

    /** How many rows of what was given up went with the days. */
    private Uni<Integer> drop(Set<LocalDate> open) {
        return dropped.dropOlderThan(config.days(), day -> Uni.createFrom().item(open.contains(day)))
                .chain(() -> deliveries.dropOlderThan(
                        config.days(), day -> Uni.createFrom().item(open.contains(day))))
                .chain(days -> ids.dropOlderThan(
                                config.days() + KeyPeriod.DAYS,
                                period -> Uni.createFrom().item(isNeeded(period, open)))
                        .invoke(periods -> log(days, periods)))
                .chain(() ->
                        pool.preparedQuery(TRIM_DISCARDED).execute(Tuple.of(config.days(), days(open), ROWS_PER_STEP)))
                .map(RowSet::rowCount);
    }

    /**
     * Ids outlive the deliveries of their period, so that deduplication never ends before a delivery does: a period is kept for every
     * open day before its end.
     */
    private static boolean isNeeded(LocalDate period, Set<LocalDate> open) {
        return open.stream().anyMatch(day -> day.isBefore(period.plusDays(KeyPeriod.DAYS)));
    }

    /** Nothing but replicas of earlier versions writes there. */
    private Uni<Integer> trimIdsOfEarlierVersions(Set<LocalDate> open) {
        return pool.preparedQuery(TRIM_IDS)
                .execute(Tuple.of(config.days() + 1, days(open), ROWS_PER_STEP))
                .map(RowSet::rowCount);
    }

    private static void log(int days, int periods) {
        if (days + periods > 0) {
            Log.infof("Retention dropped partitions [days=%d periods_of_ids=%d]", days, periods);
        }
    }

    private static LocalDate[] days(Set<LocalDate> open) {
        return open.toArray(LocalDate[]::new);
    }
}
