package io.bhiv.core.journal;

import io.bhiv.kit.loop.BackgroundLoops;
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
 * Makes the coming days' partitions and forgets old ones. A day that still holds something pending is kept, however old.
 * Keys and minutes of the tally are narrow, so they are deleted, a bounded number at a time.
 */
@ApplicationScoped
class JournalRetention {

    private static final int DAYS_AHEAD = 3;

    private static final String KEEP = """
            SELECT GREATEST($1, COALESCE(extract(day FROM now() - min(received_at))::int + 2, 0))
            FROM (SELECT received_at FROM core.pending_update ORDER BY update_id LIMIT 1) AS oldest
            """;

    private static final String FORGET_KEYS = """
            DELETE FROM core.idempotency_key WHERE key_hash IN (
                SELECT key_hash FROM core.idempotency_key
                WHERE created_at < now() - make_interval(secs => $1) ORDER BY created_at LIMIT 5000
                FOR UPDATE SKIP LOCKED)
            """;

    private static final String FORGET_MINUTES =
            "DELETE FROM core.tally WHERE module = '' AND minute > '-infinity' AND minute < now() - interval '26 hours'";

    private final Pool pool;
    private final JournalConfig config;
    private final DayPartitions journal;
    private final DayPartitions synced;
    private volatile boolean prepared;

    JournalRetention(Pool pool, JournalConfig config) {
        this.pool = pool;
        this.config = config;
        this.journal = new DayPartitions(pool, "core", "update_journal");
        this.synced = new DayPartitions(pool, "core", "synced_update");
    }

    /** Completes once today has its partitions; nothing may be journalled before. Asks the database once. */
    Uni<Void> ready() {
        return prepared ? Uni.createFrom().voidItem() : ensure();
    }

    void begin(@Observes StartupEvent starting, BackgroundLoops loops) {
        loops.start(
                "core-partitions",
                new LoopSettings(Duration.ofMinutes(30), Duration.ofSeconds(60)),
                () -> ensure().replaceWith(Step.IDLE));
        loops.start("core-retention", new LoopSettings(Duration.ofMinutes(5), Duration.ofMinutes(5)), this::forget);
    }

    private Uni<Void> ensure() {
        return journal.ensure(DAYS_AHEAD).chain(() -> synced.ensure(DAYS_AHEAD)).invoke(() -> prepared = true);
    }

    private Uni<Step> forget() {
        return pool.preparedQuery(KEEP)
                .execute(Tuple.of(config.keepDays()))
                .map(rows -> rows.iterator().next().getInteger(0))
                .chain(days -> journal.dropOlderThan(days).chain(() -> synced.dropOlderThan(days)))
                .chain(() -> pool.query(FORGET_MINUTES).execute())
                .chain(() -> pool.preparedQuery(FORGET_KEYS)
                        .execute(Tuple.of(config.rememberKeys().toSeconds())))
                .map(rows -> rows.rowCount() == 0 ? Step.IDLE : Step.MORE);
    }
}
