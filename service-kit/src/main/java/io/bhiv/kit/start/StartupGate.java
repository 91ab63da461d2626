package io.bhiv.kit.start;

import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Runs every {@link StartupCheck} before anything else starts, prints what they found, refuses to continue after a fatal one. */
@ApplicationScoped
class StartupGate {

    private final List<StartupCheck> checks;

    StartupGate(@All List<StartupCheck> checks) {
        this.checks = checks;
    }

    void pass(@Observes @Priority(1) StartupEvent starting) {
        List<StartupProblem> found =
                checks.stream().flatMap(check -> check.problems().stream()).toList();
        found.stream().filter(problem -> !problem.fatal()).forEach(problem -> Log.warn(problem.toString()));
        List<StartupProblem> fatal =
                found.stream().filter(StartupProblem::fatal).toList();
        if (!fatal.isEmpty()) {
            throw new StartupRefused(fatal);
        }
    }
}
