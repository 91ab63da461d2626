package io.bhiv.automation.service.tally;

import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Figures of the runs that have not ended well, every fifteen seconds. The ledger's, so the same on every replica; absent ({@code NaN})
 * while it cannot be asked.
 */
@ApplicationScoped
class OpenRuns {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(15), Duration.ofSeconds(20));

    /** Each part is what one index of the ledger holds. A backfill's due times are long past: it waits since it was recorded. */
    private static final String FIGURES = """
            SELECT extract(epoch FROM clock_timestamp() - least(
                       (SELECT min(due_at) FROM automation.run
                        WHERE state = 'due' AND kind NOT IN ('backfill', 'catch_up')),
                       (SELECT min(recorded_at) FROM automation.run
                        WHERE state = 'due' AND kind IN ('backfill', 'catch_up')),
                       (SELECT min(greatest(due_at, recorded_at)) FROM automation.run
                        WHERE state IN ('running', 'waiting'))))::float8,
                   (SELECT count(*) FROM automation.run WHERE state = 'running'),
                   (SELECT count(*) FROM automation.run WHERE state IN ('failed', 'unknown') AND state = 'failed'),
                   (SELECT count(*) FROM automation.run WHERE state IN ('failed', 'unknown') AND state = 'unknown')
            """;

    private record Figures(double oldestSeconds, long leased, long failed, long unknown) {}

    private final Pool pool;
    private volatile @Nullable Figures latest;

    OpenRuns(Pool pool) {
        this.pool = pool;
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping, MeterRegistry meters) {
        gauge("bridge.automation.oldest", "Age of the oldest run that has not ended", Figures::oldestSeconds)
                .baseUnit("seconds")
                .register(meters);
        gauge("bridge.automation.leased", "Runs under the lease of a replica", Figures::leased)
                .register(meters);
        String dead = "bridge.automation.dead";
        gauge(dead, "Runs whose end was not a success, by state", Figures::failed)
                .tag("reason", "failed")
                .register(meters);
        gauge(dead, "Runs whose end was not a success, by state", Figures::unknown)
                .tag("reason", "unknown")
                .register(meters);
        housekeeping.start("open-runs", RHYTHM, this::turn);
    }

    private Uni<Step> turn() {
        return pool.query(FIGURES)
                .execute()
                .invoke(rows -> latest = figures(rows.iterator().next()))
                .onFailure()
                .invoke(failure -> latest = null)
                .replaceWith(Step.IDLE);
    }

    private static Figures figures(Row row) {
        Double oldest = row.getDouble(0);
        return new Figures(
                oldest == null ? Double.NaN : Math.max(0, oldest), row.getLong(1), row.getLong(2), row.getLong(3));
    }

    private Gauge.Builder<OpenRuns> gauge(String name, String what, ToDoubleFunction<Figures> figure) {
        return Gauge.builder(name, this, runs -> {
                    Figures figures = runs.latest;
                    return figures == null ? Double.NaN : figure.applyAsDouble(figures);
                })
                .description(what);
    }
}
