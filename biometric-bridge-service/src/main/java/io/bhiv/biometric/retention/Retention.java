package io.bhiv.biometric.retention;

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
 * Creates partitions ahead, drops old ones, and trims the narrow tables in small steps that hold no lock for long.
 *
 * <p>A delivery that still waits (outstanding, parked or awaiting fetch) goes with its partition: retention is the longest
 * anything is kept, and the backlog's age is watched long before that.
 */
@ApplicationScoped
public class Retention {

    private static final int ROWS_PER_STEP = 5_000;
    private static final String[] TRIMMED = {"delivery_seen", "outstanding", "parked", "awaiting_fetch", "dropped"};

    private final Pool pool;
    private final RetentionConfig config;
    private final DayPartitions partitions;

    Retention(Pool pool, RetentionConfig config) {
        this.pool = pool;
        this.config = config;
        this.partitions = new DayPartitions(pool, "biometric", "delivery").writtenOnce();
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("retention", new LoopSettings(Duration.ofMinutes(10), Duration.ofMinutes(2)), this::turn);
    }

    /** One turn: the days ahead exist, the days past retention do not. */
    public Uni<Step> turn() {
        return partitions
                .ensure(config.partitionsAhead())
                .chain(() -> partitions.dropOlderThan(config.days()))
                .invoke(dropped -> {
                    if (dropped > 0) {
                        Log.infof("Retention dropped partitions [table=delivery dropped=%d]", dropped);
                    }
                })
                .chain(dropped -> trimAll())
                .map(deleted -> deleted < ROWS_PER_STEP ? Step.IDLE : Step.MORE);
    }

    /** Ids outlive the deliveries by a day, so that deduplication never ends before a delivery does. */
    private Uni<Integer> trimAll() {
        Uni<Integer> most = Uni.createFrom().item(0);
        for (String table : TRIMMED) {
            most = most.chain(sofar -> trim(table).map(deleted -> Math.max(sofar, deleted)));
        }
        return most;
    }

    private Uni<Integer> trim(String table) {
        String statement = """
                DELETE FROM biometric.%1$s WHERE ctid = ANY(ARRAY(
                  SELECT ctid FROM biometric.%1$s
                  WHERE received_at < date_trunc('day', now(), 'UTC') - $1::int * interval '1 day' LIMIT $2
                  FOR UPDATE SKIP LOCKED))
                """.formatted(table);
        return pool.preparedQuery(statement)
                .execute(Tuple.of(config.days() + 1, ROWS_PER_STEP))
                .map(io.vertx.mutiny.sqlclient.RowSet::rowCount);
    }
}
