package io.bhiv.kit.lines;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Shows how the log files are doing. Always UP: a full log disk must not take a replica out of service. */
@Readiness
@ApplicationScoped
class LineLogsHealth implements HealthCheck {

    private final LineLogs logs;

    LineLogsHealth(LineLogs logs) {
        this.logs = logs;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("logs").up();
        for (LineLog log : logs.all()) {
            LineLog.State state = log.state();
            answer.withData(log.name(), state.isGood() ? "written" : "not written: " + state.failure());
            answer.withData(log.name() + "_dropped", state.dropped());
        }
        return answer.build();
    }
}
