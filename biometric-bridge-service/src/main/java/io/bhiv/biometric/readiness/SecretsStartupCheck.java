package io.bhiv.biometric.readiness;

import io.bhiv.biometric.verify.ProvidersConfig;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A provider that is enabled has a secret; verification can be neither off nor so wide that it means nothing. */
@ApplicationScoped
class SecretsStartupCheck implements StartupCheck {

    private static final Duration WIDEST_TOLERANCE = Duration.ofMinutes(15);
    private static final int SHORTEST_SECRET = 8;

    private final ProvidersConfig config;

    SecretsStartupCheck(ProvidersConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        List<StartupProblem> problems = new ArrayList<>();
        problems.addAll(problemsOf("oura", config.oura()));
        problems.addAll(problemsOf("whoop", config.whoop()));
        problems.addAll(problemsOf("terra", config.terra()));
        if (config.oura().enabled() && config.oura().verificationToken().isEmpty()) {
            problems.add(StartupProblem.warning(
                    "OURA_VERIFICATION_TOKEN",
                    "Oura's challenges will be refused",
                    "Set the token used when subscribing"));
        }
        return problems;
    }

    private static List<StartupProblem> problemsOf(String name, ProvidersConfig.Provider provider) {
        if (!provider.enabled()) {
            return List.of();
        }
        List<StartupProblem> problems = new ArrayList<>();
        String variable = name.toUpperCase(java.util.Locale.ROOT) + "_WEBHOOK_SECRET";
        List<String> secrets = provider.secrets().orElse(List.of());
        if (secrets.isEmpty()) {
            problems.add(StartupProblem.fatal(
                    variable,
                    name + " is enabled and has no secret",
                    "Set " + variable + ", or bridge.biometric.providers." + name + ".enabled=false"));
        } else if (secrets.stream().anyMatch(secret -> secret.strip().length() < SHORTEST_SECRET)) {
            problems.add(StartupProblem.fatal(
                    variable,
                    "a secret is shorter than " + SHORTEST_SECRET + " characters",
                    "Use the provider's own secret"));
        }
        if (provider.tolerance().compareTo(WIDEST_TOLERANCE) > 0) {
            problems.add(StartupProblem.fatal(
                    "bridge.biometric.providers." + name + ".tolerance",
                    "a tolerance above " + WIDEST_TOLERANCE + " invites replay",
                    "Leave it at 300s"));
        }
        return problems;
    }
}
