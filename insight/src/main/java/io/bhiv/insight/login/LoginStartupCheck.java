package io.bhiv.insight.login;

import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Refuses sessions that a guess could open, or that end with the process. */
@ApplicationScoped
class LoginStartupCheck implements StartupCheck {

    private static final int SHORTEST_KEY = 32;

    private final LoginConfig config;

    LoginStartupCheck(LoginConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        List<StartupProblem> problems = new ArrayList<>();
        if (config.provider().isPresent()) {
            if (config.sessionKey().orElse("").length() < SHORTEST_KEY) {
                problems.add(StartupProblem.fatal(
                        "bridge.insight.login.session-key",
                        "sessions need a key of at least " + SHORTEST_KEY + " characters",
                        "Use: openssl rand -base64 32, the same at every replica"));
            }
            if (!config.https()) {
                problems.add(StartupProblem.warning(
                        "bridge.insight.login.https",
                        "sessions travel unencrypted",
                        "Leave it out where browsers reach the page by https"));
            }
        }
        return problems;
    }
}
