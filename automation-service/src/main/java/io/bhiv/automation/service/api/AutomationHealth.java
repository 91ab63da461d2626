package io.bhiv.automation.service.api;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Shows the job file and the reports. Not ready only while no job file was ever in force: a file that became bad, or
 * reports that cannot be written, are shown and stop nothing.
 */
@Readiness
@ApplicationScoped
class AutomationHealth implements HealthCheck {

    private final StatusView status;

    AutomationHealth(StatusView status) {
        this.status = status;
    }

    @Override
    public HealthCheckResponse call() {
        Answers.Status now = status.now();
        return HealthCheckResponse.named("automation")
                .status(!now.config().hash().isEmpty())
                .withData("jobs", now.config().jobs())
                .withData(
                        "config",
                        now.config().violations().isEmpty()
                                ? "in force"
                                : "not taken over: " + now.config().violations().getFirst())
                .withData(
                        "reports",
                        now.reports().failure().isEmpty()
                                ? "written, " + now.reports().lost() + " lost"
                                : "failing: " + now.reports().failure())
                .build();
    }
}
