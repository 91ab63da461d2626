package io.bhiv.biometric.readiness;

import io.bhiv.biometric.connection.ConnectConfig;
import io.bhiv.biometric.connection.TokenKeys;
import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Where a person can be connected, the connection is worth something: tokens can be sealed, and travel by TLS. */
@ApplicationScoped
class ConnectStartupCheck implements StartupCheck {

    private static final String PREFIX = "bridge.biometric.connect.";
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final ConnectConfig config;

    ConnectStartupCheck(ConnectConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        List<StartupProblem> problems = new ArrayList<>();
        secretProblems("oura", config.oura(), problems);
        secretProblems("whoop", config.whoop(), problems);
        if (config.oura().clientId().isPresent() || config.whoop().clientId().isPresent()) {
            publicUrlProblems(problems);
            String reason = TokenKeys.problem(config);
            if (reason != null) {
                problems.add(StartupProblem.fatal(
                        PREFIX + "key-file",
                        reason,
                        "Set BRIDGE_CONNECT_KEY_FILE to a file with 32 bytes in base64: openssl rand -base64 32"));
            }
        }
        return problems;
    }

    private static void secretProblems(String provider, ConnectConfig.Client client, List<StartupProblem> problems) {
        if (client.clientId().isPresent() && client.clientSecret().isEmpty()) {
            problems.add(StartupProblem.fatal(
                    PREFIX + provider + ".client-secret",
                    provider + " has a client id and no client secret",
                    "Set both, or neither"));
        }
    }

    private void publicUrlProblems(List<StartupProblem> problems) {
        URI url = config.publicUrl().orElse(null);
        boolean usable = url != null
                && url.getHost() != null
                && ("https".equals(url.getScheme())
                        || ("http".equals(url.getScheme()) && LOOPBACK.contains(url.getHost())));
        if (!usable) {
            problems.add(StartupProblem.fatal(
                    PREFIX + "public-url",
                    "browsers and providers need an address of this service that begins with https",
                    "Set BRIDGE_PUBLIC_URL=https://your-host"));
        }
    }
}
