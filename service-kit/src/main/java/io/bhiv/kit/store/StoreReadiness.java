package io.bhiv.kit.store;

import io.smallrye.health.api.AsyncHealthCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready is who gets an answer from PostgreSQL, through the pool that the work goes through.
 *
 * <p>The stock checks also ask the pool of the migrations. That one keeps the connection of the probe before, which is dead
 * after a restart of the database: the first probe that could have been good again would take every replica out of service.
 */
@Readiness
@ApplicationScoped
class StoreReadiness implements AsyncHealthCheck {

    /** Shorter than the patience of a probe, which would otherwise see no answer and no reason. */
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Pool pool;

    StoreReadiness(Pool pool) {
        this.pool = pool;
    }

    @Override
    public Uni<HealthCheckResponse> call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("postgresql");
        return pool.query("SELECT 1")
                .execute()
                // Once: here, too, the connection that is met may have ended unnoticed; the next is another.
                .onFailure()
                .retry()
                .atMost(1)
                .ifNoItem()
                .after(LIMIT)
                .fail()
                .map(rows -> answer.up().build())
                .onFailure()
                .recoverWithItem(failure -> answer.down()
                        .withData("cause", StoreFailure.summary(failure))
                        .build());
    }
}
