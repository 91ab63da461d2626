package io.bhiv.biometric.retention;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Erases what is remembered of people: of somebody whose last connection ended longer ago than deliveries are kept, everything; of the
 * others, what fired and notified nobody as long ago. Somebody who connects again sooner goes on with their own baseline.
 */
@ApplicationScoped
class PersonRetention {

    /** Parameters: days, people at most. Returns how many people there were. */
    private static final String ERASE = """
            WITH ended AS MATERIALIZED (
              SELECT p.subject_id FROM biometric.person p
              WHERE EXISTS (SELECT FROM biometric.link l WHERE l.subject_id = p.subject_id)
                AND NOT EXISTS (
                  SELECT FROM biometric.link l WHERE l.subject_id = p.subject_id
                    AND (l.state IN ('ACTIVE', 'DEGRADED')
                         OR l.changed_at_ms > extract(epoch FROM now() - $1::int * interval '1 day') * 1000))
              ORDER BY p.subject_id LIMIT $2 FOR UPDATE OF p SKIP LOCKED
            ), arrivals AS (
              DELETE FROM biometric.person_arrival a USING ended e WHERE a.subject_id = e.subject_id
            ), triggers AS (
              DELETE FROM biometric.trigger_outbox o USING ended e WHERE o.subject_id = e.subject_id
            ), suppressed AS (
              DELETE FROM biometric.suppressed_firing f USING ended e WHERE f.subject_id = e.subject_id
            ), erased AS (
              DELETE FROM biometric.person p USING ended e WHERE p.subject_id = e.subject_id RETURNING 1
            )
            SELECT count(*) FROM erased
            """;

    /** Parameters: days, rows at most. */
    private static final String TRIM_SUPPRESSED = """
            DELETE FROM biometric.suppressed_firing WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM biometric.suppressed_firing WHERE evaluated_at < now() - $1::int * interval '1 day'
              LIMIT $2 FOR UPDATE SKIP LOCKED))
            """;

    private static final int PEOPLE_PER_STEP = 1_000;

    private final Pool pool;

    PersonRetention(Pool pool) {
        this.pool = pool;
    }

    /** Returns about how many rows were erased. */
    Uni<Integer> turn(int days, int rowsPerStep) {
        return pool.preparedQuery(ERASE)
                .execute(Tuple.of(days, PEOPLE_PER_STEP))
                .map(rows -> rows.iterator().next().getLong(0))
                .invoke(people -> {
                    if (people > 0) {
                        Log.infof(
                                "What was remembered of people whose connections had ended was erased [people=%d]",
                                people);
                    }
                })
                .chain(people -> pool.preparedQuery(TRIM_SUPPRESSED)
                        .execute(Tuple.of(days, rowsPerStep))
                        .map(RowSet::rowCount)
                        .map(trimmed -> people == PEOPLE_PER_STEP ? rowsPerStep : trimmed));
    }
}
