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
import jakarta.inject.Inject;
import java.time.Duration;

/**
 * Creates the partitions of the coming days and drops the days past their retention.
 *
 * <p>A day in which anything is open (a live packet, a dead letter, a batch that Kafka has not acknowledged) stays, with all later
 * ones. Keys lie in two tables that are rotated every 30 days; the older one is dropped when all in it is past the
 * retention.
 */
@ApplicationScoped
public class Retention {

    // The oldest packet that the queue, the dead letters or the outbox refer to, in whole days before today. Packets
    // get their
    // number a moment before or after their time, so that one of the day before may have a higher one.
    private static final String DAYS_NEEDED = """
            SELECT coalesce((now() AT TIME ZONE 'UTC')::date - (least(
                (SELECT received_at FROM bucket.packet_state ORDER BY seq LIMIT 1),
                (SELECT received_at FROM bucket.packet_dead ORDER BY seq LIMIT 1),
                (SELECT received_at FROM bucket.packet_outbox ORDER BY batch LIMIT 1)) AT TIME ZONE 'UTC')::date + 1, 0)
            """;

    /** Dead packets that one statement discards: none may come near the end of its time, however many died at once. */
    private static final int DISCARDED_AT_ONCE = 5_000;

    private static final String ROTATE_KEYS = "SELECT bucket.rotate_packet_keys($1)";

    private static final String DISCARD_DEAD = """
            WITH gone AS (
              DELETE FROM bucket.packet_dead WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM bucket.packet_dead WHERE died_at < now() - $1 * interval '1 day'
                LIMIT $2 FOR UPDATE SKIP LOCKED))
              RETURNING received_at
            ), tallied AS (
              INSERT INTO bucket.event_tally_delta (minute, intake, dead, dropped)
              SELECT date_trunc('minute', received_at), 'prana', -count(*), count(*) FROM gone GROUP BY 1
            )
            INSERT INTO bucket.tally (dead, discarded) SELECT -count(*), count(*) FROM gone HAVING count(*) > 0
            RETURNING discarded
            """;

    private final Pool pool;
    private final RetentionConfig config;
    private final DayPartitions packets;
    private final DayPartitions history;
    private final int atOnce;

    @Inject
    Retention(Pool pool, RetentionConfig config) {
        this(pool, config, DISCARDED_AT_ONCE);
    }

    Retention(Pool pool, RetentionConfig config, int atOnce) {
        this.atOnce = atOnce;
        this.pool = pool;
        this.config = config;
        this.packets = new DayPartitions(pool, "bucket", "packet").writtenOnce();
        this.history = new DayPartitions(pool, "bucket", "packet_history").writtenOnce();
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("retention", new LoopSettings(config.interval(), Duration.ofMinutes(5)), this::turn);
    }

    /** One run: partitions created and dropped. */
    Uni<Step> turn() {
        return packets.ensure(config.daysAhead())
                .chain(() -> history.ensure(config.daysAhead()))
                .chain(() -> discardDead(0))
                .chain(this::daysKept)
                .chain(this::drop)
                .replaceWith(Step.IDLE);
    }

    private Uni<Void> discardDead(long before) {
        return pool.preparedQuery(DISCARD_DEAD)
                .execute(Tuple.of(config.deadDays(), atOnce))
                .map(rows -> rows.size() == 0 ? 0L : rows.iterator().next().getLong(0))
                .chain(discarded ->
                        discarded < atOnce ? discarded(before + discarded) : discardDead(before + discarded));
    }

    private static Uni<Void> discarded(long count) {
        if (count > 0) {
            Log.warnf("Dead packets past their retention discarded [count=%d]", count);
        }
        return Uni.createFrom().voidItem();
    }

    private Uni<Integer> daysKept() {
        return pool.preparedQuery(DAYS_NEEDED)
                .execute()
                .map(rows -> Math.max(config.days(), rows.iterator().next().getInteger(0)));
    }

    private Uni<Void> drop(int days) {
        return packets.dropOlderThan(days)
                .chain(dropped -> history.dropOlderThan(days).map(more -> dropped + more))
                .invoke(dropped -> {
                    if (dropped > 0) {
                        Log.infof("Partitions past their retention dropped [count=%d]", dropped);
                    }
                })
                .chain(() -> pool.preparedQuery(ROTATE_KEYS).execute(Tuple.of(days)))
                .invoke(rows -> {
                    if (rows.iterator().next().getBoolean(0)) {
                        Log.info("Packet keys rotated, those past their retention dropped");
                    }
                })
                .replaceWithVoid();
    }
}
