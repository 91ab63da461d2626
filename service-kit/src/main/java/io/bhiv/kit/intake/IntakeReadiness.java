package io.bhiv.kit.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.TreeSet;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Shows what each intake reads and has parked. Always UP: requests do not depend on it. */
@Readiness
@ApplicationScoped
class IntakeReadiness implements HealthCheck {

    private final Intakes intakes;

    IntakeReadiness(Intakes intakes) {
        this.intakes = intakes;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("intakes").up();
        for (Intake intake : intakes.all()) {
            String leftOut = String.join(", ", new TreeSet<>(intake.leftOut()));
            answer.withData(
                    intake.name(),
                    "partitions " + intake.partitions() + ", taken " + intake.taken() + ", parked " + intake.parked()
                            + (leftOut.isEmpty() ? "" : ", left out (refused by the brokers) " + leftOut));
        }
        return answer.build();
    }
}
