package io.bhiv.kit.loop;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Shows every loop's heartbeat. Always UP: a loop that waits for something outside must not stop intake. */
@Readiness
@ApplicationScoped
class LoopReadiness implements HealthCheck {

    private final Heartbeats heartbeats;

    LoopReadiness(Heartbeats heartbeats) {
        this.heartbeats = heartbeats;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("background-loops").up();
        Instant now = heartbeats.now();
        heartbeats.all().forEach(heartbeat -> answer.withData(heartbeat.loop(), describe(heartbeat, now)));
        return answer.build();
    }

    private static String describe(Heartbeat heartbeat, Instant now) {
        long seconds = heartbeat.silence(now).toSeconds();
        if (heartbeat.isStuck(now)) {
            return "stuck for " + seconds + " s";
        }
        return heartbeat.failuresInARow() == 0
                ? "working, last turn " + seconds + " s ago"
                : "failing (" + heartbeat.failuresInARow() + " in a row, " + heartbeat.lastFailure() + ")";
    }
}
