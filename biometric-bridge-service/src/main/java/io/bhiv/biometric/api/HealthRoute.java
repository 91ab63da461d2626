package io.bhiv.biometric.api;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;

/**
 * {@code GET /health}, the published one: healthy while deliveries can be stored, else 503. More detail is under
 * {@code /q/health}.
 */
@ApplicationScoped
class HealthRoute {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Pool pool;

    HealthRoute(Pool pool) {
        this.pool = pool;
    }

    void mount(@Observes Router router) {
        router.get("/health").order(10).handler(this::answer);
    }

    private void answer(RoutingContext context) {
        Uni.createFrom()
                .deferred(() -> pool.query("SELECT 1").execute())
                .ifNoItem()
                .after(PATIENCE)
                .fail()
                .subscribe()
                .with(stored -> send(context, 200, "healthy"), failure -> send(context, 503, "unhealthy"));
    }

    private static void send(RoutingContext context, int code, String status) {
        if (!context.response().closed()) {
            context.response()
                    .setStatusCode(code)
                    .putHeader("Content-Type", "application/json")
                    .end("{\"status\":\"" + status + "\",\"service\":\"biometric-bridge\"}");
        }
    }
}
