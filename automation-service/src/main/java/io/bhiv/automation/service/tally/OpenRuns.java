package io.bhiv.automation.service.tally;

import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.kit.count.Figure;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * Figures of the runs that have not ended well, every fifteen seconds. The ledger's, so the same on every replica; absent
 * while it cannot be queried. How many runs were set aside grows with the history, so counting them must not hide what is open.
 */
@ApplicationScoped
class OpenRuns {

    private static final LoopSettings RHYTHM = new LoopSettings(Duration.ofSeconds(15), Duration.ofSeconds(20));

    /**
     * Each part is what one index of the ledger holds. A backfill's due times are long past: it waits since it was recorded. What only a
     * newer version knows is told by its replicas; after a rollback there are none, and it would hide for how long the others wait.
     */
    private static final String OPEN = """
            SELECT extract(epoch FROM clock_timestamp() - least(
                       (SELECT min(due_at) FROM automation.run
                        WHERE state = 'due' AND kind NOT IN ('backfill', 'catch_up') AND kind = ANY($1)),
                       (SELECT min(recorded_at) FROM automation.run
                        WHERE state = 'due' AND kind IN ('backfill', 'catch_up')),
                       (SELECT min(greatest(due_at, recorded_at)) FROM automation.run
                        WHERE state IN ('running', 'waiting') AND kind = ANY($1))))::float8,
                   (SELECT count(*) FROM automation.run WHERE state = 'running' AND kind = ANY($1))
            """;

    private static final String DEAD = """
            SELECT count(*) FILTER (WHERE state = 'failed'), count(*) FILTER (WHERE state = 'unknown')
            FROM automation.run WHERE state IN ('failed', 'unknown')
            """;

    private record Open(double oldestSeconds, long leased) {}

    private record Dead(long failed, long unknown) {}

    private final Figure<Open> open;
    private final Figure<Dead> dead;

    OpenRuns(Pool pool) {
        this.open = new Figure<>(() -> pool.preparedQuery(OPEN)
                .execute(Tuple.of(Occasion.Kind.wireNames()))
                .map(rows -> open(rows.iterator().next())));
        this.dead = new Figure<>(() ->
                pool.query(DEAD).execute().map(rows -> dead(rows.iterator().next())));
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping, MeterRegistry meters) {
        Gauge.builder("bridge.automation.oldest", open, runs -> runs.number(Open::oldestSeconds))
                .description("Age of the oldest run that has not ended")
                .baseUnit("seconds")
                .register(meters);
        Gauge.builder("bridge.automation.leased", open, runs -> runs.number(Open::leased))
                .description("Runs under the lease of a replica")
                .register(meters);
        dead("failed", Dead::failed).register(meters);
        dead("unknown", Dead::unknown).register(meters);
        housekeeping.start("open-runs", RHYTHM, this::turn);
    }

    private Gauge.Builder<?> dead(String state, ToDoubleFunction<Dead> figure) {
        return Gauge.builder("bridge.automation.dead", dead, runs -> runs.number(figure))
                .description("Runs whose end was not a success, by state")
                .tag("reason", state);
    }

    private Uni<Step> turn() {
        return Figure.readAll(open, dead).replaceWith(Step.IDLE);
    }

    private static Open open(Row row) {
        Double oldest = row.getDouble(0);
        return new Open(oldest == null ? Double.NaN : Math.max(0, oldest), row.getLong(1));
    }

    private static Dead dead(Row row) {
        return new Dead(row.getLong(0), row.getLong(1));
    }
}
