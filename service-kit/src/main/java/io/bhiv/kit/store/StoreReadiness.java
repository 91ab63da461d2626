package io.bhiv.kit.store;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.flywaydb.core.Flyway;

/**
 * Ready is who gets an answer from PostgreSQL, through the pool that the work goes through, and finds its tables there. Where
 * something else migrates, as in Kubernetes, a new replica would otherwise take requests for tables that are not there yet.
 *
 * <p>The stock checks also query the pool of the migrations. That one keeps the connection of the probe before, which is dead
 * after a restart of the database: the first probe that could have been good again would take every replica out of service.
 */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {

    /** Shorter than the patience of a probe, which would otherwise see no answer and no reason. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    /** What PostgreSQL answers where a schema or its history is not there at all. */
    private static final String UNDEFINED_TABLE = "PgException/42P01";

    private final Pool pool;
    private final Optional<NeededSchema> needed;

    /** @param migrations of the service's own schema: that of the InsightFlow page, which must not stop intake, is another bean */
    StoreReadiness(Pool pool, Instance<Flyway> migrations) {
        this.pool = pool;
        this.needed = migrations.stream().findFirst().flatMap(flyway -> NeededSchema.of(flyway.getConfiguration()));
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("postgresql");
        return pool.query(needed.map(NeededSchema::question).orElse("SELECT ''"))
                .execute()
                // Once: here, too, the connection that is met may have ended unnoticed; the next is another.
                .onFailure()
                .retry()
                .atMost(1)
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(rows -> answer(answer, rows.iterator().next()))
                .onFailure()
                .recoverWithItem(failure -> answer.down()
                        .withData("cause", cause(StoreFailure.summary(failure)))
                        .build());
    }

    private HealthCheckResponse answer(HealthCheckResponseBuilder answer, Row row) {
        String applied = Objects.requireNonNullElse(row.getString(0), "");
        return needed.flatMap(schema -> schema.behind(applied))
                .map(behind -> answer.down().withData("cause", behind).build())
                .orElseGet(() -> answer.up().build());
    }

    private static String cause(String summary) {
        return summary.equals(UNDEFINED_TABLE) ? "a schema is not there yet: its migrations have not run" : summary;
    }
}
