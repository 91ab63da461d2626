package io.bhiv.bucket.settle;

import io.bhiv.bucket.lease.LeaseConfig;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/** Buries packets whose last lease ran out: no claim takes them any more, and nobody is left to report on them. */
@ApplicationScoped
class LastLeases {

    private static final int BATCH = 500;

    private static final String BURY = """
            WITH spent AS MATERIALIZED (
              SELECT seq FROM bucket.packet_state WHERE due_at <= now() AND last_try
              ORDER BY due_at, seq LIMIT $1 FOR UPDATE SKIP LOCKED
            ), buried AS (
              DELETE FROM bucket.packet_state s USING spent WHERE s.seq = spent.seq
              RETURNING s.seq, s.received_at, s.subject, s.epoch, s.attempts, s.reasons
            ), counted AS (
              INSERT INTO bucket.tally (dead) SELECT count(*) FROM buried HAVING count(*) > 0
            )
            INSERT INTO bucket.packet_dead (seq, received_at, subject, died_at, epoch, attempts, reasons)
            SELECT seq, received_at, subject, now(), epoch, attempts,
                   array_append(reasons, 'attempt ' || attempts || ': the lease ran out') FROM buried
            """;

    private final Pool pool;
    private final LeaseConfig config;

    LastLeases(Pool pool, LeaseConfig config) {
        this.pool = pool;
        this.config = config;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        loops.start("last-leases", new LoopSettings(config.expirySweep(), Duration.ofSeconds(30)), this::turn);
    }

    private Uni<Step> turn() {
        return pool.preparedQuery(BURY)
                .execute(Tuple.of(BATCH))
                .map(buried -> buried.rowCount() == BATCH ? Step.MORE : Step.IDLE);
    }
}
