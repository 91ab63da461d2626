package io.bhiv.bucket.settle;

import io.bhiv.bucket.lease.LeaseConfig;
import io.bhiv.bucket.status.PacketCounters.Refusal;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.retry.Backoff;
import io.bhiv.kit.retry.Jitter;
import io.bhiv.kit.store.Columns;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Ends leases: one statement for all that was done, one for all that failed, one to look up what neither applied to.
 *
 * <p>Guarantee: a settlement applies only while its lease is the packet's live one by the database clock, or if it names no
 * lease. Leaving the queue, entering the history and the count are one statement.
 */
@ApplicationScoped
class SettlementStore {

    /** The newest keys first, and no further where it is found; packet_key itself is written by replicas of earlier versions. */
    private static final String KEY = """
            SELECT seq FROM (
              SELECT seq FROM bucket.packet_key_now WHERE packet_id = i.packet_id
              UNION ALL SELECT seq FROM bucket.packet_key_before WHERE packet_id = i.packet_id
              UNION ALL SELECT seq FROM ONLY bucket.packet_key WHERE packet_id = i.packet_id) known LIMIT 1
            """;

    private static final String TARGET = """
            target AS (
              SELECT i.*, k.seq FROM item i CROSS JOIN LATERAL (
                %s) k
            )""".formatted(KEY);

    private static final String ITS_OWN = "(t.lease_id IS NULL OR (s.lease_id = t.lease_id AND s.due_at > now()))";

    static final String DONE = """
            WITH item AS MATERIALIZED (
              SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[])
                   WITH ORDINALITY AS i (packet_id, lease_id, actions, n)
            ), %s, done AS (
              DELETE FROM bucket.packet_state s USING target t WHERE s.seq = t.seq AND %s
              RETURNING s.seq, s.received_at, s.epoch, s.attempts, s.lease_id, t.actions, t.n
            ), kept AS (
              INSERT INTO bucket.packet_history (processed_at, seq, epoch, attempts, lease_id, actions)
              SELECT now(), seq, epoch, attempts, lease_id, actions::json FROM done
            ), counted AS (
              INSERT INTO bucket.tally (processed) SELECT count(*) FROM done HAVING count(*) > 0
            ), tallied AS (
              INSERT INTO bucket.event_tally_delta (minute, intake, published)
              SELECT date_trunc('minute', received_at), 'prana', count(*) FROM done GROUP BY 1
            )
            SELECT n FROM done
            """.formatted(TARGET, ITS_OWN);

    // Every claim counted its attempt already. A packet that is not leased cannot be given back, so a failure reported
    // twice, or by a consumer that never leased, changes nothing. What was not tried takes its attempt back.
    static final String GIVEN_BACK = """
            WITH item AS MATERIALIZED (
              SELECT * FROM unnest($1::text[], $2::uuid[], $3::text[], $4::float8[])
                   WITH ORDINALITY AS i (packet_id, lease_id, reason, jitter, n)
            ), %s, held AS MATERIALIZED (
              SELECT s.seq, t.packet_id, t.n, t.jitter, t.reason IS NOT NULL AS counts, s.reasons, t.reason,
                     s.attempts - (t.reason IS NULL)::int AS tried
              FROM target t JOIN bucket.packet_state s ON s.seq = t.seq AND s.lease_id IS NOT NULL AND %s
              FOR UPDATE OF s
            ), judged AS MATERIALIZED (
              SELECT *, counts AND tried >= $5 AS spent,
                     CASE WHEN counts THEN array_append(reasons, 'attempt ' || tried || ': ' || reason)
                          ELSE reasons END AS why
              FROM held
            ), died AS (
              DELETE FROM bucket.packet_state s USING judged j WHERE s.seq = j.seq AND j.spent
              RETURNING s.seq, j.packet_id, s.received_at, s.subject, s.epoch, j.tried, j.why, j.n
            ), dead AS (
              INSERT INTO bucket.packet_dead (seq, packet_id, received_at, subject, died_at, epoch, attempts, reasons)
              SELECT seq, packet_id, received_at, subject, now(), epoch, tried, why FROM died
            ), counted AS (
              INSERT INTO bucket.tally (dead) SELECT count(*) FROM died HAVING count(*) > 0
            ), tallied AS (
              INSERT INTO bucket.event_tally_delta (minute, intake, dead)
              SELECT date_trunc('minute', received_at), 'prana', count(*) FROM died GROUP BY 1
            ), back AS (
              UPDATE bucket.packet_state s
              SET lease_id = NULL, given_back_by = s.lease_id, attempts = j.tried, last_try = false, reasons = j.why,
                  due_at = now() + j.jitter * interval '1 second'
                                 * CASE WHEN j.counts THEN ($6::float8[])[j.tried] ELSE ($6::float8[])[1] END
              FROM judged j WHERE s.seq = j.seq AND NOT j.spent
              RETURNING j.n, s.due_at, j.tried
            )
            SELECT n, due_at, tried FROM back UNION ALL SELECT n, NULL, tried FROM died
            """.formatted(TARGET, ITS_OWN);

    private static final String WHERE_IS = """
            WITH item AS MATERIALIZED (SELECT * FROM unnest($1::text[]) WITH ORDINALITY AS i (packet_id, n))
            SELECT i.n, k.seq IS NOT NULL, s.state,
                   EXISTS (SELECT 1 FROM bucket.packet_dead d WHERE d.seq = k.seq),
                   (SELECT h.lease_id FROM bucket.packet_history h WHERE h.seq = k.seq LIMIT 1),
                   s.given_back_by, s.due_at, s.attempts
            FROM item i LEFT JOIN LATERAL (%s) k ON true
            LEFT JOIN LATERAL (
              SELECT CASE WHEN lease_id IS NOT NULL AND due_at > now() THEN 'LEASED' ELSE 'PENDING' END AS state,
                     given_back_by, due_at, attempts
              FROM bucket.packet_state WHERE seq = k.seq OFFSET 0) s ON true
            """.formatted(KEY);

    /** Shortens a pause by up to half, so that packets which failed together do not become due together. */
    private static final Jitter JITTER = Jitter.shorter(0.5);

    private final Pool pool;
    private final LeaseConfig config;
    private final RandomGenerator random;
    private final IntakeCounters<Refusal, Reason.None> counters;

    SettlementStore(
            Pool pool, LeaseConfig config, RandomGenerator random, IntakeCounters<Refusal, Reason.None> counters) {
        this.pool = pool;
        this.config = config;
        this.random = random;
        this.counters = counters;
    }

    /** Applies those that are done; writes each outcome at its place and leaves null for those that did not apply. */
    Uni<Void> done(List<Settlement> settlements, @Nullable Settled[] outcomes, List<Integer> places) {
        return pool.preparedQuery(DONE)
                .execute(columns(settlements).tuple())
                .invoke(rows -> {
                    counters.published(rows.size());
                    place(rows, places, outcomes, row -> new Settled.Processed());
                })
                .replaceWithVoid();
    }

    Uni<Void> givenBack(List<Settlement> settlements, @Nullable Settled[] outcomes, List<Integer> places) {
        Double[] jitter = settlements.stream()
                .map(ignored -> JITTER.scale(random.nextDouble()))
                .toArray(Double[]::new);
        Double[] pauses = Backoff.doubling(config.backoffFirst(), config.backoffLongest(), JITTER)
                .schedule(config.maxAttempts())
                .stream()
                .map(pause -> pause.toMillis() / 1000.0)
                .toArray(Double[]::new);
        return pool.preparedQuery(GIVEN_BACK)
                .execute(columns(settlements)
                        .value(jitter)
                        .value(config.maxAttempts())
                        .value(pauses)
                        .tuple())
                .invoke(rows -> place(rows, places, outcomes, this::retriedOrDead))
                .replaceWithVoid();
    }

    /** Looks up the packets whose settlement did not apply. */
    Uni<Void> explain(List<Settlement> settlements, @Nullable Settled[] outcomes, List<Integer> places) {
        return pool.preparedQuery(WHERE_IS)
                .execute(new Columns<>(settlements).texts(Settlement::packetId).tuple())
                .invoke(rows -> {
                    for (Row row : rows) {
                        int item = row.getInteger(0) - 1;
                        outcomes[places.get(item)] = found(row).outcome(settlements.get(item));
                    }
                })
                .replaceWithVoid();
    }

    private static Found found(Row row) {
        if (!row.getBoolean(1)) {
            return Found.NOWHERE;
        }
        String live = row.getString(2);
        if (live != null) {
            var givenBack =
                    new Found.GivenBack(row.getUUID(5), row.getOffsetDateTime(6).toInstant(), row.getInteger(7));
            return new Found(Settled.State.valueOf(live), null, givenBack);
        }
        return row.getBoolean(3)
                ? new Found(Settled.State.DEAD, null, null)
                : new Found(Settled.State.PROCESSED, row.getUUID(4), null);
    }

    private Settled retriedOrDead(Row row) {
        var dueAt = row.getOffsetDateTime(1);
        if (dueAt == null) {
            counters.dead(1);
            return new Settled.Dead();
        }
        return new Settled.Retried(dueAt.toInstant(), row.getInteger(2));
    }

    private static void place(
            RowSet<Row> rows, List<Integer> places, @Nullable Settled[] outcomes, Function<Row, Settled> outcome) {
        for (Row row : rows) {
            outcomes[places.get(row.getInteger(0) - 1)] = outcome.apply(row);
        }
    }

    private static Columns<Settlement> columns(List<Settlement> settlements) {
        return new Columns<>(settlements)
                .texts(Settlement::packetId)
                .uuids(Settlement::leaseId)
                .texts(SettlementStore::text);
    }

    private static @Nullable String text(Settlement settlement) {
        return switch (settlement.verdict()) {
            case Settlement.Verdict.Done(String actions) -> actions;
            case Settlement.Verdict.Failed(String reason) -> reason;
            case Settlement.Verdict.Untried untried -> null;
        };
    }

    /**
     * Where a packet is whose settlement did not apply.
     *
     * @param state null if the packet is unknown
     * @param processedBy the lease under which it was processed; null if none was named
     * @param givenBack how it was last given back; null unless it is in the queue
     */
    record Found(
            Settled.@Nullable State state,
            @Nullable UUID processedBy,
            @Nullable GivenBack givenBack) {

        static final Found NOWHERE = new Found(null, null, null);

        /**
         * The last failure of a packet in the queue.
         *
         * @param by the lease that failed; null if there was none
         * @param dueAt when the packet may be leased again
         */
        record GivenBack(@Nullable UUID by, Instant dueAt, int attempts) {}

        /** The outcome: a repeated report is harmless, anything else is stale. */
        Settled outcome(Settlement settlement) {
            Settled.State where = state;
            if (where == null) {
                return new Settled.Unknown();
            }
            return switch (where) {
                case PROCESSED ->
                    settlement.isDone() && names(settlement, processedBy)
                            ? new Settled.AlreadyProcessed()
                            : new Settled.Stale(where);
                case DEAD -> settlement.isDone() ? new Settled.Stale(where) : new Settled.Dead();
                case PENDING, LEASED -> {
                    GivenBack last = givenBack;
                    yield last != null && !settlement.isDone() && names(settlement, last.by())
                            ? new Settled.Retried(last.dueAt(), last.attempts())
                            : new Settled.Stale(where);
                }
            };
        }

        /** True if the settlement names this lease, or none. */
        private static boolean names(Settlement settlement, @Nullable UUID lease) {
            return settlement.leaseId() == null || Objects.equals(settlement.leaseId(), lease);
        }
    }
}
