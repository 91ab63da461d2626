package io.bhiv.kit.loop;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Shows every loop's heartbeat. Always UP: a loop that waits for something outside must not stop intake. */
@Readiness
@ApplicationScoped
class LoopReadiness implements HealthCheck {

    private final Heartbeats heartbeats;
    private final Clock clock;

    LoopReadiness(Heartbeats heartbeats, Clock clock) {
        this.heartbeats = heartbeats;
        this.clock = clock;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("background-loops").up();
        heartbeats.all().forEach(heartbeat -> answer.withData(heartbeat.loop(), describe(heartbeat)));
        return answer.build();
    }

    private String describe(Heartbeat heartbeat) {
        if (heartbeat.isStuck(clock.instant())) {
            return "stuck since " + heartbeat.lastTurn();
        }
        return heartbeat.failuresInARow() == 0
                ? "working, last turn " + heartbeat.lastTurn()
                : "failing (" + heartbeat.failuresInARow() + " in a row, " + heartbeat.lastFailure() + ")";
    }
}
