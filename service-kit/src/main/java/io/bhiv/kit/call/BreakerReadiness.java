package io.bhiv.kit.call;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** The state of every breaker. Always UP: what a service calls must not take the service itself out of use. */
@Readiness
@ApplicationScoped
class BreakerReadiness implements HealthCheck {

    private final Breakers breakers;

    BreakerReadiness(Breakers breakers) {
        this.breakers = breakers;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("breakers").up();
        breakers.all()
                .forEach(one -> answer.withData(one.destination(), one.state().wireName()));
        return answer.build();
    }
}
