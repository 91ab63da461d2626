package io.bhiv.bucket.retention;

import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.partition.DayPartitions;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Creates the partitions of the coming days and drops the days past their retention.
 *
 * <p>A day that still holds a live or dead packet stays, with all later ones, whatever its age: the queue refers to it.
 * Keys of packets whose day was dropped are deleted in small batches, so that no statement waits for them.
 */
@ApplicationScoped
public class Retention {

    private static final int KEYS_AT_ONCE = 5_000;

    // The oldest packet that the queue or the dead letters refer to, in whole days before today.
    private static final String DAYS_NEEDED = """
            SELECT coalesce((now() AT TIME ZONE 'UTC')::date - (least(
                (SELECT received_at FROM bucket.packet_state ORDER BY seq LIMIT 1),
                (SELECT received_at FROM bucket.packet_dead ORDER BY seq LIMIT 1)) AT TIME ZONE 'UTC')::date, 0)
            """;

    private static final String DISCARD_DEAD = """
            WITH gone AS (
              DELETE FROM bucket.packet_dead WHERE died_at < now() - $1 * interval '1 day' RETURNING 1
            )
            INSERT INTO bucket.tally (dead, discarded) SELECT -count(*), count(*) FROM gone HAVING count(*) > 0
            RETURNING discarded
            """;

    // The oldest keys are at the front of the table, so the search stops early.
    private static final String DELETE_KEYS = """
            DELETE FROM bucket.packet_key WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM bucket.packet_key
              WHERE received_at < (now() AT TIME ZONE 'UTC')::date::timestamp AT TIME ZONE 'UTC' - $1 * interval '1 day'
              LIMIT $2))
            """;

    private final Pool pool;
    private final RetentionConfig config;
    private final DayPartitions packets;
    private final DayPartitions history;

    Retention(Pool pool, RetentionConfig config) {
        this.pool = pool;
        this.config = config;
        this.packets = new DayPartitions(pool, "bucket", "packet").writtenOnce();
        this.history = new DayPartitions(pool, "bucket", "packet_history").writtenOnce();
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("retention", new LoopSettings(config.interval(), Duration.ofMinutes(5)), this::turn);
    }

    /** One run: partitions created and dropped, keys deleted. */
    Uni<Step> turn() {
        return packets.ensure(config.daysAhead())
                .chain(() -> history.ensure(config.daysAhead()))
                .chain(this::discardDead)
                .chain(this::daysKept)
                .chain(this::drop);
    }

    private Uni<Void> discardDead() {
        return pool.preparedQuery(DISCARD_DEAD)
                .execute(Tuple.of(config.deadDays()))
                .invoke(rows -> rows.forEach(
                        row -> Log.warnf("Dead packets past their retention discarded [count=%d]", row.getLong(0))))
                .replaceWithVoid();
    }

    private Uni<Integer> daysKept() {
        return pool.preparedQuery(DAYS_NEEDED)
                .execute()
                .map(rows -> Math.max(config.days(), rows.iterator().next().getInteger(0)));
    }

    private Uni<Step> drop(int days) {
        return packets.dropOlderThan(days)
                .chain(dropped -> history.dropOlderThan(days).map(more -> dropped + more))
                .invoke(dropped -> {
                    if (dropped > 0) {
                        Log.infof("Partitions past their retention dropped [count=%d]", dropped);
                    }
                })
                .chain(() -> pool.preparedQuery(DELETE_KEYS).execute(Tuple.of(days, KEYS_AT_ONCE)))
                .map(keys -> keys.rowCount() == KEYS_AT_ONCE ? Step.MORE : Step.IDLE);
    }
}
