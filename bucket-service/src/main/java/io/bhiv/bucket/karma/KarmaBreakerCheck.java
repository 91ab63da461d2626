package io.bhiv.bucket.karma;

import io.bhiv.kit.call.TrialLimit;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Warns where a trial ends before the Karma Tracker has had the time that a call has. */
@ApplicationScoped
class KarmaBreakerCheck implements StartupCheck {

    private final KarmaConfig config;

    KarmaBreakerCheck(KarmaConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        return config.url().isEmpty()
                ? List.of()
                : new TrialLimit(
                                "bridge.bucket.karma.breaker.open-for",
                                config.breaker().openFor(),
                                "bridge.bucket.karma.timeout",
                                config.timeout())
                        .problems();
    }
}
