package io.bhiv.bucket.status;

import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.SteadyClock;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the queue once a second and keeps the result.
 *
 * <p>The sum of the tally is exact in any snapshot and the same for every replica. The kept result serves limits; its age is
 * the loop's heartbeat. Metrics show it only while counting succeeds.
 */
@ApplicationScoped
public class StatusBoard {

    private static final String COUNT = """
            SELECT t.received, t.processed, t.dead, t.discarded,
                   (SELECT count(*) FROM bucket.packet_state WHERE due_at > now() AND lease_id IS NOT NULL),
                   coalesce(extract(epoch FROM now() -
                       (SELECT received_at FROM bucket.packet_state ORDER BY seq LIMIT 1)), 0)::float8,
                   coalesce(extract(epoch FROM now() -
                       (SELECT due_at FROM bucket.packet_state WHERE due_at <= now() AND NOT last_try
                        ORDER BY due_at, seq LIMIT 1)), 0)::float8
            FROM (SELECT coalesce(sum(received), 0)::bigint AS received,
                         coalesce(sum(processed), 0)::bigint AS processed,
                         coalesce(sum(dead), 0)::bigint AS dead,
                         coalesce(sum(discarded), 0)::bigint AS discarded
                  FROM bucket.tally) t
            """;

    // Readers see either the parts or their sum, never both: it is one statement. Two replicas take different parts.
    private static final String FOLD = """
            WITH part AS (
              SELECT id FROM bucket.tally ORDER BY id LIMIT 20000 FOR UPDATE SKIP LOCKED
            ), gone AS (
              DELETE FROM bucket.tally t USING part WHERE t.id = part.id
              RETURNING t.received, t.processed, t.dead, t.discarded
            )
            INSERT INTO bucket.tally (received, processed, dead, discarded)
            SELECT sum(received), sum(processed), sum(dead), sum(discarded) FROM gone HAVING count(*) > 0
            """;

    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Pool pool;
    private final Clock clock;
    private final Figure<Counts> shown = new Figure<>(this::count);
    private final AtomicLong counts = new AtomicLong();
    private volatile Counts latest = Counts.UNKNOWN;
    private volatile Instant latestAt = Instant.MIN;
    private final AtomicLong changes = new AtomicLong();
    private volatile long latestChange = -1;

    StatusBoard(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = SteadyClock.of(clock);
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops, MeterRegistry meters) {
        loops.start("queue-status", new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(10)), this::turn);
        Gauge.builder("bridge.bucket.pending", shown, board -> board.number(Counts::pending))
                .register(meters);
        Gauge.builder("bridge.bucket.leased", shown, board -> board.number(Counts::leased))
                .register(meters);
        Gauge.builder("bridge.bucket.dead", shown, board -> board.number(Counts::dead))
                .register(meters);
        Gauge.builder(
                        "bridge.bucket.oldest.age",
                        shown,
                        board -> board.number(standing -> standing.oldestAge().toSeconds()))
                .baseUnit("seconds")
                .register(meters);
    }

    /** The last count. */
    public Counts latest() {
        return latest;
    }

    /** Packets were committed or settled by this replica: the kept count is older than what its caller did. */
    public void outdate() {
        changes.incrementAndGet();
    }

    /** A count not older than a second; fails if the database cannot be reached, rather than return an old one. */
    public Uni<Counts> recent() {
        return isRecent() ? Uni.createFrom().item(latest) : count();
    }

    /** As {@link #recent()}, and not older than this replica's last change. */
    public Uni<Counts> current() {
        return isRecent() && latestChange == changes.get() ? Uni.createFrom().item(latest) : count();
    }

    private boolean isRecent() {
        return latestAt.plus(FRESH).isAfter(clock.instant());
    }

    private Uni<Step> turn() {
        return shown.read()
                // Whether or not the queue could be counted: what is not folded makes counting slower.
                .eventually(() -> pool.query(FOLD).execute())
                .replaceWith(Step.IDLE);
    }

    private Uni<Counts> count() {
        long change = changes.get();
        return pool.preparedQuery(COUNT)
                .execute()
                .map(rows -> standing(rows.iterator().next()))
                .invoke(standing -> {
                    latest = standing;
                    latestAt = clock.instant();
                    latestChange = change;
                });
    }

    private Counts standing(Row row) {
        return new Counts(
                counts.incrementAndGet(),
                row.getLong(0),
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4),
                seconds(row.getDouble(5)),
                seconds(row.getDouble(6)));
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
    }

    /**
     * The figures of the queue in one snapshot of the database.
     *
     * @param count grows with every count, so that a caller recognises a new one
     * @param received packets accepted in all
     * @param processed packets processed in all
     * @param dead packets that were not redriven
     * @param discarded dead packets whose retention ended
     * @param leased packets under a live lease
     * @param oldestAge age of the oldest live packet, zero if there is none
     * @param longestDue how long the packet that is due longest waits for a consumer, zero if none is due
     */
    public record Counts(
            long count,
            long received,
            long processed,
            long dead,
            long discarded,
            long leased,
            Duration oldestAge,
            Duration longestDue) {

        static final Counts UNKNOWN = new Counts(0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO);

        /** Live packets: due, leased or paused. */
        public long pending() {
            return received - processed - dead - discarded;
        }
    }
}
