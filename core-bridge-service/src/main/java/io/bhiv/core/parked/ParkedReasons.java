package io.bhiv.core.parked;

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
 * Counts parked updates by reason, every fifteen seconds. The figures are the database's: the same on every replica, and absent while it
 * cannot be queried.
 */
@ApplicationScoped
class ParkedReasons {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(15), Duration.ofSeconds(20));

    /** The words beside the name may be the bucket's own and never become a label. */
    private static final String COUNT =
            "SELECT reason_code, count(*) FROM core.parked_update WHERE replayed_at IS NULL GROUP BY 1";

    private final Figure<RowSet<Row>> parked;
    private final MultiGauge byReason;

    ParkedReasons(Pool pool, MeterRegistry meters) {
        this.parked = new Figure<>(() -> pool.query(COUNT).execute(), this::show);
        this.byReason = MultiGauge.builder("bridge.core.parked.by.reason")
                .description("Updates that wait for a replay, by reason")
                .register(meters);
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        housekeeping.start("core-parked-reasons", RHYTHM, this::turn);
    }

    private Uni<Step> turn() {
        return parked.read().replaceWith(Step.IDLE);
    }

    private void show(Optional<RowSet<Row>> counted) {
        List<MultiGauge.Row<?>> gauges = new ArrayList<>();
        counted.ifPresent(rows -> rows.forEach(
                row -> gauges.add(MultiGauge.Row.of(Tags.of("reason", row.getString(0)), row.getLong(1)))));
        byReason.register(gauges, true);
    }
}
