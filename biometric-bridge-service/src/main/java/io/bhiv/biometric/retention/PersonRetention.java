package io.bhiv.biometric.retention;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Erases what is remembered of people: of somebody whose last connection ended longer ago than deliveries are kept, everything; of the
 * others, what fired and notified nobody as long ago. Somebody who connects again sooner goes on with their own baseline.
 *
 * <p>However many people there are, a statement looks at some hundred of them, in the order of their ids, and a turn at some ten
 * thousand; the next turn goes on from there. What has no index by person is read in pieces of some megabytes, and only where somebody
 * is erased.
 */
@ApplicationScoped
class PersonRetention {

    /**
     * Locks those of the next people whose connections ended; one who is being evaluated is left for the next time. Parameters: days, the
     * id before the first to look at, people to look at.
     */
    static final String ENDED = """
            WITH looked AS MATERIALIZED (
              SELECT subject_id FROM biometric.person WHERE subject_id > $2 ORDER BY subject_id LIMIT $3
            )
            SELECT (SELECT count(*) FROM looked) AS looked, (SELECT coalesce(max(subject_id), '') FROM looked) AS last, ARRAY(
              SELECT p.subject_id FROM biometric.person p
              WHERE p.subject_id = ANY (ARRAY(SELECT subject_id FROM looked))
                AND EXISTS (SELECT FROM biometric.link l WHERE l.subject_id = p.subject_id COLLATE "default")
                AND NOT EXISTS (
                  SELECT FROM biometric.link l WHERE l.subject_id = p.subject_id COLLATE "default"
                    AND (l.state IN ('ACTIVE', 'DEGRADED')
                         OR l.changed_at_ms > extract(epoch FROM now() - $1::int * interval '1 day') * 1000))
              FOR UPDATE OF p SKIP LOCKED) AS ended
            """;

    /** Parameter: people. */
    private static final String ERASE = """
            WITH suppressed AS (
              DELETE FROM biometric.suppressed_firing WHERE subject_id = ANY ($1::text[])
            )
            DELETE FROM biometric.person WHERE subject_id = ANY ($1::text[])
            """;

    private static final String ARRIVALS = "biometric.person_arrival";
    private static final String OUTBOX = "biometric.trigger_outbox";

    /** Parameters: days, rows at most. */
    private static final String TRIM_SUPPRESSED = """
            DELETE FROM biometric.suppressed_firing WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM biometric.suppressed_firing WHERE evaluated_at < now() - $1::int * interval '1 day'
              LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;

    private static final int PAGES_AT_ONCE = 1_000;

    private final Pool pool;
    private final int peopleAtOnce;
    private final int piecesOfATurn;
    /** The last one who was looked at; empty at the beginning. */
    private volatile String last = "";

    @Inject
    PersonRetention(Pool pool) {
        this(pool, 500, 20);
    }

    PersonRetention(Pool pool, int peopleAtOnce, int piecesOfATurn) {
        this.pool = pool;
        this.peopleAtOnce = peopleAtOnce;
        this.piecesOfATurn = piecesOfATurn;
    }

    /** Returns about how many rows were erased; {@code rowsPerStep} where there is more to look at. */
    Uni<Integer> turn(int days, int rowsPerStep) {
        return erase(days, piecesOfATurn)
                .chain(() -> pool.preparedQuery(TRIM_SUPPRESSED)
                        .execute(Tuple.of(days, rowsPerStep))
                        .map(RowSet::rowCount)
                        .map(trimmed -> last.isEmpty() ? trimmed : rowsPerStep));
    }

    private Uni<Void> erase(int days, int pieces) {
        return pool.withTransaction(connection -> connection
                        .preparedQuery(ENDED)
                        .execute(Tuple.of(days, last, peopleAtOnce))
                        .chain(rows -> {
                            Row found = rows.iterator().next();
                            String next = found.getLong("looked") < peopleAtOnce ? "" : found.getString("last");
                            return erase(connection, List.of(found.getArrayOfStrings("ended")))
                                    .replaceWith(next);
                        }))
                .invoke(next -> last = next)
                .chain(next -> next.isEmpty() || pieces == 1 ? Uni.createFrom().voidItem() : erase(days, pieces - 1));
    }

    private static Uni<Void> erase(SqlConnection connection, List<String> people) {
        if (people.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] ids = people.toArray(String[]::new);
        return eraseInPages(connection, ARRIVALS, ids)
                .chain(() -> eraseInPages(connection, OUTBOX, ids))
                .chain(() -> connection.preparedQuery(ERASE).execute(Tuple.of(ids)))
                .invoke(() -> Log.infof(
                        "What was remembered of people whose connections had ended was erased [people=%d]", ids.length))
                .replaceWithVoid();
    }

    private static Uni<Void> eraseInPages(SqlConnection connection, String table, String[] people) {
        return connection
                .query("SELECT pg_relation_size('%s') / current_setting('block_size')::int".formatted(table))
                .execute()
                .chain(rows -> eraseInPages(
                        connection, table, people, 0, rows.iterator().next().getLong(0)));
    }

    private static Uni<Void> eraseInPages(
            SqlConnection connection, String table, String[] people, long from, long pages) {
        return from >= pages
                ? Uni.createFrom().voidItem()
                : connection
                        .preparedQuery("""
                                DELETE FROM %s WHERE subject_id = ANY ($1::text[])
                                  AND ctid >= ('(' || $2::bigint || ',0)')::tid AND ctid < ('(' || $3::bigint || ',0)')::tid
                                """.formatted(table))
                        .execute(Tuple.of(people, from, from + PAGES_AT_ONCE))
                        .chain(() -> eraseInPages(connection, table, people, from + PAGES_AT_ONCE, pages));
    }
}
