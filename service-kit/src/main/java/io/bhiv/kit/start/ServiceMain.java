package io.bhiv.kit.start;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts a service, or with {@code --health} only checks the one that runs. */
@QuarkusMain(name = "service")
public final class ServiceMain {

    private ServiceMain() {}

    public static void main(String... arguments) {
        if (HealthCheck.isAskedFor(arguments)) {
            System.exit(HealthCheck.exitCode(System.getenv()));
        }
        Quarkus.run(arguments);
    }
}
