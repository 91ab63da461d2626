package io.bhiv.bucket.settle;

import io.bhiv.bucket.lease.LeaseConfig;
import io.bhiv.bucket.status.PacketCounters.Refusal;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * Makes dead letters of packets that no consumer will end: those whose last lease expired without a report, and those that were due
 * for longer than the queue keeps them.
 */
@ApplicationScoped
class Expiry {

    private static final int BATCH = 500;

    private static final String LAST_LEASE = """
            SELECT seq FROM bucket.packet_state WHERE due_at <= now() AND last_try
            ORDER BY due_at, seq LIMIT $1 FOR UPDATE SKIP LOCKED
            """;

    private static final String DUE_TOO_LONG = """
            SELECT seq FROM bucket.packet_state WHERE due_at < now() - $2::int * interval '1 second' AND NOT last_try
            ORDER BY due_at, seq LIMIT $1 FOR UPDATE SKIP LOCKED
            """;

    // A packet whose day was dropped by hand must not keep the others from expiring.
    private static final String END = """
            WITH spent AS MATERIALIZED (%s), expired AS (
              DELETE FROM bucket.packet_state s USING spent WHERE s.seq = spent.seq
              RETURNING s.seq, s.received_at, s.subject, s.epoch, s.attempts, s.reasons
            ), counted AS (
              INSERT INTO bucket.tally (dead) SELECT count(*) FROM expired HAVING count(*) > 0
            ), tallied AS (
              INSERT INTO bucket.event_tally_delta (minute, intake, dead)
              SELECT date_trunc('minute', received_at), 'prana', count(*) FROM expired GROUP BY 1
            )
            INSERT INTO bucket.packet_dead (seq, packet_id, received_at, subject, died_at, epoch, attempts, reasons)
            SELECT e.seq, coalesce(p.packet_id, 'unknown-' || e.seq), e.received_at, e.subject, now(), e.epoch, e.attempts,
                   array_append(e.reasons, %s)
            FROM expired e LEFT JOIN LATERAL (
              SELECT packet_id FROM bucket.packet WHERE received_at = e.received_at AND seq = e.seq OFFSET 0) p ON true
            """;

    private static final String END_OF_LAST_LEASE =
            END.formatted(LAST_LEASE, "'attempt ' || e.attempts || ': the lease ran out'");

    private static final String END_OF_WAIT = END.formatted(DUE_TOO_LONG, "$3::text");

    private final Pool pool;
    private final LeaseConfig config;
    private final IntakeCounters<Refusal, Reason.None> counters;
    private final Counter expired;

    Expiry(Pool pool, LeaseConfig config, IntakeCounters<Refusal, Reason.None> counters, MeterRegistry meters) {
        this.pool = pool;
        this.config = config;
        this.counters = counters;
        this.expired = meters.counter("bridge.bucket.expired");
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        loops.start("expiry", new LoopSettings(config.expirySweep(), Duration.ofSeconds(30)), this::turn);
    }

    private Uni<Step> turn() {
        return pool.preparedQuery(END_OF_LAST_LEASE)
                .execute(Tuple.of(BATCH))
                .chain(leases -> pool.preparedQuery(END_OF_WAIT)
                        .execute(Tuple.of(BATCH, (int) config.expireAfter().toSeconds(), reason()))
                        .invoke(waits -> count(leases.rowCount(), waits.rowCount()))
                        .map(waits -> leases.rowCount() == BATCH || waits.rowCount() == BATCH ? Step.MORE : Step.IDLE));
    }

    private String reason() {
        return "EXPIRED: due for longer than " + config.expireAfter().toDays() + " days";
    }

    private void count(int leases, int waits) {
        counters.dead(leases + waits);
        expired.increment(waits);
        if (waits > 0) {
            Log.warnf("Packets that no consumer leased in time became dead letters [count=%d]", waits);
        }
    }
}
