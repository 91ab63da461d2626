package io.bhiv.bucket.settle;

import io.bhiv.bucket.lease.LeaseConfig;
import io.bhiv.bucket.status.PacketCounters.Refusal;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
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

/** Declares packets dead whose last lease expired without a report; no claim takes them any more. */
@ApplicationScoped
class ExpiredLeases {

    private static final int BATCH = 500;

    private static final String EXPIRE = """
            WITH spent AS MATERIALIZED (
              SELECT seq FROM bucket.packet_state WHERE due_at <= now() AND last_try
              ORDER BY due_at, seq LIMIT $1 FOR UPDATE SKIP LOCKED
            ), expired AS (
              DELETE FROM bucket.packet_state s USING spent WHERE s.seq = spent.seq
              RETURNING s.seq, s.received_at, s.subject, s.epoch, s.attempts, s.reasons
            ), counted AS (
              INSERT INTO bucket.tally (dead) SELECT count(*) FROM expired HAVING count(*) > 0
            )
            INSERT INTO bucket.packet_dead (seq, received_at, subject, died_at, epoch, attempts, reasons)
            SELECT seq, received_at, subject, now(), epoch, attempts,
                   array_append(reasons, 'attempt ' || attempts || ': the lease ran out') FROM expired
            """;

    private final Pool pool;
    private final LeaseConfig config;
    private final IntakeCounters<Refusal, Reason.None> counters;

    ExpiredLeases(Pool pool, LeaseConfig config, IntakeCounters<Refusal, Reason.None> counters) {
        this.pool = pool;
        this.config = config;
        this.counters = counters;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        loops.start("last-leases", new LoopSettings(config.expirySweep(), Duration.ofSeconds(30)), this::turn);
    }

    private Uni<Step> turn() {
        return pool.preparedQuery(EXPIRE)
                .execute(Tuple.of(BATCH))
                .invoke(expired -> counters.dead(expired.rowCount()))
                .map(expired -> expired.rowCount() == BATCH ? Step.MORE : Step.IDLE);
    }
}
