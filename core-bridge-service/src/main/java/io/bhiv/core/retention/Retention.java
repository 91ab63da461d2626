package io.bhiv.core.retention;

import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Drops old days. A day that still holds something pending is kept, however old. Delivered deliveries and minutes of the
 * tally are deleted, a bounded number at a time.
 */
@ApplicationScoped
class Retention {

    private static final String KEEP = """
        SELECT GREATEST($1, COALESCE(extract(day FROM now() - min(received_at))::int + 2, 0))
        FROM (SELECT received_at FROM core.pending_update ORDER BY update_id LIMIT 1) AS oldest
        """;

    private static final String EXPIRE_DELIVERIES = """
        DELETE FROM core.delivery WHERE delivery_id IN (
            SELECT delivery_id FROM core.delivery
            WHERE state = 'delivered' AND finished_at < now() - make_interval(secs => $1)
            ORDER BY finished_at LIMIT 5000 FOR UPDATE SKIP LOCKED)
        """;

    private static final String EXPIRE_MINUTES =
            "DELETE FROM core.tally WHERE module = '' AND minute > '-infinity' AND minute < now() - interval '26"
                    + " hours'";

    private final Pool pool;
    private final RetentionConfig config;
    private final DayPartitions journal;
    private final DayPartitions synced;
    private final DayPartitions keys;

    Retention(Pool pool, RetentionConfig config) {
        this.pool = pool;
        this.config = config;
        this.journal = new DayPartitions(pool, "core", "update_journal");
        this.synced = new DayPartitions(pool, "core", "synced_update");
        this.keys = new DayPartitions(pool, "core", "request_key");
    }

    void begin(@Observes StartupEvent starting, Housekeeping housekeeping) {
        housekeeping.start(
                "core-retention", new LoopSettings(Duration.ofMinutes(5), Duration.ofMinutes(5)), this::expire);
    }

    private Uni<Step> expire() {
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(config.keepDays()))
                .map(rows -> rows.iterator().next().getInteger(0))
                .chain(days -> journal.dropOlderThan(days).chain(() -> synced.dropOlderThan(days)))
                .chain(() -> pool.query(EXPIRE_MINUTES).execute())
                .chain(() -> keys.dropOlderThan(wholeDays(config.keys())))
                .chain(() -> delete(EXPIRE_DELIVERIES, config.deliveries()))
                .map(deleted -> deleted == 0 ? Step.IDLE : Step.MORE);
    }

    private static int wholeDays(Duration age) {
        return (int) age.plusDays(1).minusNanos(1).toDays();
    }

    private Uni<Integer> delete(String statement, Duration age) {
        return pool.preparedQuery(statement)
                .execute(Tuple.of((double) age.toSeconds()))
                .map(rows -> rows.rowCount());
    }
}
