package io.bhiv.core.readiness;

import io.bhiv.core.send.DestinationConfig;
import io.bhiv.kit.call.TrialLimit;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Warns where a trial ends before BHIV Core has had the time that an attempt has. */
@ApplicationScoped
class SendBreakerCheck implements StartupCheck {

    private final DestinationConfig config;

    SendBreakerCheck(DestinationConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        return new TrialLimit(
                        "bridge.core.send.breaker.open-for",
                        config.breaker().openFor(),
                        "bridge.core.send.attempt-timeout",
                        config.attemptTimeout())
                .problems();
    }
}
