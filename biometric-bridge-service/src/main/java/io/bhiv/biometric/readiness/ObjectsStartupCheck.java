package io.bhiv.biometric.readiness;

import io.bhiv.biometric.fetch.ObjectsConfig;
import io.bhiv.kit.call.TrialLimit;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Warns where a trial ends before a provider has had the time that a call has. */
@ApplicationScoped
class ObjectsStartupCheck implements StartupCheck {

    private final ObjectsConfig config;

    ObjectsStartupCheck(ObjectsConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        return new TrialLimit(
                        "bridge.biometric.fetch.objects.breaker-open-for",
                        config.breakerOpenFor(),
                        "bridge.biometric.fetch.objects.timeout",
                        config.timeout())
                .problems();
    }
}
