package io.bhiv.kit.loop;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Liveness;

/**
 * DOWN only where a loop has stopped turning altogether, which needs a restart. A loop whose turns fail is alive: it
 * will work again when what it needs is back, and a restart would not bring that back.
 */
@Liveness
@ApplicationScoped
class LoopLiveness implements HealthCheck {

    private final Heartbeats heartbeats;

    LoopLiveness(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public HealthCheckResponse call() {
        Instant now = heartbeats.now();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("loops-turn").up();
        for (Heartbeat heartbeat : heartbeats.all()) {
            if (heartbeat.isStuck(now)) {
                answer.down()
                        .withData(
                                heartbeat.loop(),
                                "stuck for " + heartbeat.silence(now).toSeconds() + " s");
            }
        }
        return answer.build();
    }
}
