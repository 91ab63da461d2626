package io.bhiv.automation.service.postgres;

import io.bhiv.kit.partition.DayPartitions;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;

/**
 * Keeps so many days of the ledger, and every later one than the oldest due time that is still open; has the coming ones ready. What only
 * a newer version could run or end is open for no longer than these days.
 */
public final class Retention {

    private static final int DAYS_AHEAD = 3;

    private static final String DAYS_KEPT =
            "SELECT greatest($1, (now() AT TIME ZONE 'UTC')::date - (min(due_at) AT TIME ZONE 'UTC')::date) AS days"
                    + " FROM automation.run WHERE state IN ('due', 'waiting', 'running')";

    /**
     * After a rollback no replica claims or ends them, and the day of one would keep all later days. As in the open rows of the tally, each
     * part is what one index of the ledger holds; a backfill's due times are long past, so that it counts since it was recorded.
     */
    private static final String END_UNKNOWN_KINDS = """
            WITH forsaken AS (
                SELECT r.job, r.due_at FROM automation.run r
                WHERE ((r.state = 'due' AND r.kind NOT IN ('backfill', 'catch_up')) OR r.state IN ('running', 'waiting'))
                    AND (r.state <> 'running' OR %s) AND %s
                    AND greatest(r.due_at, r.recorded_at) < now() - make_interval(days => $1)
                LIMIT $2 FOR UPDATE SKIP LOCKED),
            ended AS (
                UPDATE automation.run r SET state = CASE r.state WHEN 'running' THEN 'unknown' ELSE 'missed' END,
                    reason = 'only a newer version knows this kind of run', ended_at = clock_timestamp(), lease_until = NULL
                FROM forsaken f WHERE r.job = f.job AND r.due_at = f.due_at RETURNING r.*),
            """.formatted(Rows.LEFT_BEHIND, Rows.UNKNOWN_KIND)
            + RunTallySql.ENDED + "SELECT count(*) AS runs FROM ended";

    private static final String FORGET_OCCASIONS = """
            DELETE FROM automation.occasion WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM automation.occasion
              WHERE recorded_at < now() - make_interval(days => $1) AND key NOT LIKE 'deployment:%'
              LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;

    /**
     * Runs that one statement ends, and occasions that one deletes: a topic may bring thousands a second, and no statement has long enough
     * for a day of them.
     */
    private static final int MOST_AT_ONCE = 10_000;

    /**
     * A deployment may outlive its runs: forgotten, it would be taken for a new one at the next restart. One that so many
     * newer ones have followed is over. Only those past their age count, which are all that is left of it then: so they are found by
     * their age among however many occasions.
     */
    private static final int DEPLOYMENTS_KEPT = 100;

    private static final String FORGET_DEPLOYMENTS = """
            DELETE FROM automation.occasion o
            USING (SELECT job, key, row_number() OVER (PARTITION BY job ORDER BY recorded_at DESC) AS place
                   FROM automation.occasion
                   WHERE recorded_at < now() - make_interval(days => $1) AND key LIKE 'deployment:%') d
            WHERE o.job = d.job AND o.key = d.key AND d.place > $2
            """;

    private final Pool pool;
    private final DayPartitions days;
    private final int kept;
    private final int atOnce;

    public Retention(Pool pool, int daysKept) {
        this(pool, daysKept, MOST_AT_ONCE);
    }

    Retention(Pool pool, int daysKept, int atOnce) {
        this.atOnce = atOnce;
        this.pool = pool;
        this.days = new DayPartitions(pool, "automation", "run");
        this.kept = daysKept;
    }

    public Uni<Void> turn() {
        return days.ensure(DAYS_AHEAD)
                .chain(this::endUnknownKinds)
                .chain(() -> pool.preparedQuery(DAYS_KEPT).execute(Tuple.of(kept)))
                .chain(rows -> days.dropOlderThan(rows.iterator().next().getInteger("days")))
                .chain(this::forgetOccasions)
                .chain(() -> pool.preparedQuery(FORGET_DEPLOYMENTS).execute(Tuple.of(kept, DEPLOYMENTS_KEPT)))
                .replaceWithVoid();
    }

    private Uni<Void> endUnknownKinds() {
        return pool.preparedQuery(END_UNKNOWN_KINDS)
                .execute(Tuple.of(kept, atOnce))
                .map(rows -> rows.iterator().next().getLong("runs"))
                .invoke(runs -> {
                    if (runs > 0) {
                        Log.warnf(
                                "Runs that only a newer version knows have ended with the days that are kept [runs=%d]",
                                runs);
                    }
                })
                .repeat()
                .whilst(runs -> runs == atOnce)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> forgetOccasions() {
        return pool.preparedQuery(FORGET_OCCASIONS)
                .execute(Tuple.of(kept, atOnce))
                .repeat()
                .whilst(forgotten -> forgotten.rowCount() == atOnce)
                .collect()
                .last()
                .replaceWithVoid();
    }
}
