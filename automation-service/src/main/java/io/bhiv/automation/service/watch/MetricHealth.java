package io.bhiv.automation.service.watch;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Names each job whose metric cannot be read. Always UP: another replica would not read it either. */
@Readiness
@ApplicationScoped
class MetricHealth implements HealthCheck {

    private final MetricWatch watch;

    MetricHealth(MetricWatch watch) {
        this.watch = watch;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("metrics").up();
        watch.unreadable().forEach((job, reason) -> answer.withData(job, "not read: " + reason));
        return answer.build();
    }
}
