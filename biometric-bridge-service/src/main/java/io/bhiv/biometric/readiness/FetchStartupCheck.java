package io.bhiv.biometric.readiness;

import io.bhiv.biometric.fetch.FetchConfig;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The guard around fetched payloads is not open in production. */
@ApplicationScoped
class FetchStartupCheck implements StartupCheck {

    private final FetchConfig config;

    FetchStartupCheck(FetchConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        return config.allowLoopback() && ConfigUtils.isProfileActive("prod")
                ? List.of(StartupProblem.fatal(
                        "bridge.biometric.fetch.allow-loopback",
                        "payloads could be fetched from this machine",
                        "Remove it"))
                : List.of();
    }
}
