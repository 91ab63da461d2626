package io.bhiv.core.retention;

import io.bhiv.core.identity.UpdateIds;
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
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Drops old days. A day that still holds something pending is kept, however old. Delivered deliveries and minutes of the
 * tally are deleted, a bounded number at a time.
 */
@ApplicationScoped
class Retention {

    /** By id: an id begins with the time of its update. */
    private static final String IS_OPEN =
            "SELECT EXISTS (SELECT FROM core.pending_update WHERE update_id >= $1 AND update_id < $2)";

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

    Uni<Step> expire() {
        return journal.dropOlderThan(config.keepDays(), this::isOpen)
                .chain(() -> synced.dropOlderThan(config.keepDays()))
                .chain(() -> pool.query(EXPIRE_MINUTES).execute())
                .chain(() -> keys.dropOlderThan(wholeDays(config.keys())))
                .chain(() -> delete(EXPIRE_DELIVERIES, config.deliveries()))
                .map(deleted -> deleted == 0 ? Step.IDLE : Step.MORE);
    }

    private Uni<Boolean> isOpen(LocalDate day) {
        UUID from = UpdateIds.firstOf(day.atStartOfDay(ZoneOffset.UTC).toInstant());
        UUID to = UpdateIds.firstOf(day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
        return pool.preparedQuery(IS_OPEN)
                .execute(Tuple.of(from, to))
                .map(rows -> rows.iterator().next().getBoolean(0));
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
