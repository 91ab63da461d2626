package io.bhiv.bucket.status;

import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Counts dead packets by their last reason, every fifteen seconds. The figures are the database's: the same on every replica; absent
 * while it cannot be queried.
 */
@ApplicationScoped
class DeadReasons {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(15), Duration.ofSeconds(20));

    /** What a consumer reported is its own text and never becomes a label. */
    private static final String COUNT = """
            SELECT CASE WHEN reasons[cardinality(reasons)] LIKE 'EXPIRED:%' THEN 'expired'
                        WHEN reasons[cardinality(reasons)] LIKE 'attempt %: the lease ran out' THEN 'lease_ran_out'
                        ELSE 'failed' END, count(*)
            FROM bucket.packet_dead GROUP BY 1
            """;

    private final Figure<RowSet<Row>> dead;
    private final MultiGauge byReason;

    DeadReasons(Pool pool, MeterRegistry meters) {
        this.dead = new Figure<>(() -> pool.query(COUNT).execute(), this::show);
        this.byReason = MultiGauge.builder("bridge.bucket.dead.by.reason")
                .description("Dead packets by their last reason")
                .register(meters);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("dead-reasons", RHYTHM, this::turn);
    }

    private Uni<Step> turn() {
        return dead.read().replaceWith(Step.IDLE);
    }

    private void show(Optional<RowSet<Row>> counted) {
        List<MultiGauge.Row<?>> gauges = new ArrayList<>();
        counted.ifPresent(rows -> rows.forEach(
                row -> gauges.add(MultiGauge.Row.of(Tags.of("reason", row.getString(0)), row.getLong(1)))));
        byReason.register(gauges, true);
    }
}
