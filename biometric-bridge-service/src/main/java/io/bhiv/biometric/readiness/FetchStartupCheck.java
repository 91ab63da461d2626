package io.bhiv.biometric.readiness;

import io.bhiv.biometric.fetch.FetchConfig;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;

/** Payloads are not fetched from this machine in production, and each finds room in memory. */
@ApplicationScoped
class FetchStartupCheck implements StartupCheck {

    private final FetchConfig config;

    FetchStartupCheck(FetchConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        List<StartupProblem> problems = new ArrayList<>();
        if (config.allowLoopback() && ConfigUtils.isProfileActive("prod")) {
            problems.add(StartupProblem.fatal(
                    "bridge.biometric.fetch.allow-loopback",
                    "payloads could be fetched from this machine",
                    "Remove it"));
        }
        if (config.maxBytesInFlight().asLongValue() < config.maxPayload().asLongValue()) {
            problems.add(StartupProblem.fatal(
                    "bridge.biometric.fetch.max-bytes-in-flight",
                    "the largest payload would never find room",
                    "Raise it to bridge.biometric.fetch.max-payload"));
        }
        return problems;
    }
}
