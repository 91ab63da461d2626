package io.bhiv.kit.auth;

import io.bhiv.kit.start.StartupCheck;
import io.bhiv.kit.start.StartupProblem;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Refuses to start a production service that everybody, or nobody, could call. */
@ApplicationScoped
class AuthStartupCheck implements StartupCheck {

    private final AuthConfig config;

    AuthStartupCheck(AuthConfig config) {
        this.config = config;
    }

    @Override
    public List<StartupProblem> problems() {
        List<StartupProblem> problems = new ArrayList<>();
        boolean production = LaunchMode.current() == LaunchMode.NORMAL && ConfigUtils.isProfileActive("prod");
        if (config.mode() == AuthConfig.Mode.OPEN && production) {
            problems.add(StartupProblem.fatal(
                    "bridge.auth.mode",
                    "everybody could do everything",
                    "Set BRIDGE_AUTH_MODE=keys and configure keys"));
        }
        if (config.mode() == AuthConfig.Mode.KEYS && config.keys().isEmpty()) {
            problems.add(StartupProblem.fatal(
                    "bridge.auth.keys", "no API key is configured", "Set bridge.auth.keys.<name>.sha256 and .roles"));
        }
        config.keys().forEach((name, key) -> problems.addAll(problemsOf(name, key)));
        config.anonymous().orElse(List.of()).forEach(route -> problems.add(problemOf(route)));
        config.trustedProxies().orElse(List.of()).stream()
                .filter(proxy -> TrustedProxies.Block.of(proxy).isEmpty())
                .forEach(proxy -> problems.add(StartupProblem.fatal(
                        "bridge.auth.trusted-proxies",
                        "neither an address nor a block: " + proxy,
                        "Write each as 192.0.2.1 or 10.0.0.0/8")));
        config.openHosts().orElse(List.of()).stream()
                .filter(name -> !LocalNames.isWellFormed(name))
                .forEach(name -> problems.add(StartupProblem.fatal(
                        "bridge.auth.open-hosts",
                        "not a name: " + name,
                        "Write each as bridge.example.org, without scheme and port")));
        return problems;
    }

    private static StartupProblem problemOf(String route) {
        return AnonymousRoutes.isWellFormed(route)
                ? StartupProblem.warning(
                        "bridge.auth.anonymous",
                        route + " can be called by everybody",
                        "Leave it out once every client sends a key")
                : StartupProblem.fatal(
                        "bridge.auth.anonymous",
                        "not a route: " + route,
                        "Write each as METHOD /path, * for one segment");
    }

    private static List<StartupProblem> problemsOf(String name, AuthConfig.Key key) {
        String prefix = "bridge.auth.keys." + name;
        List<StartupProblem> problems = new ArrayList<>();
        if (!key.sha256().orElse("").matches("[0-9a-fA-F]{64}")) {
            problems.add(
                    StartupProblem.fatal(prefix + ".sha256", "not a SHA-256 in hex", "Use: printf %s KEY | sha256sum"));
        }
        if (key.roles().isEmpty() || !Roles.ALL.containsAll(key.roles())) {
            problems.add(
                    StartupProblem.fatal(prefix + ".roles", "roles are missing or unknown", "Use any of " + Roles.ALL));
        }
        if (key.publishable()) {
            problems.addAll(problemsOfPublishable(prefix, key));
        }
        return problems;
    }

    private static List<StartupProblem> problemsOfPublishable(String prefix, AuthConfig.Key key) {
        List<StartupProblem> problems = new ArrayList<>();
        if (!key.roles().equals(Set.of(Roles.INGEST))) {
            problems.add(StartupProblem.fatal(
                    prefix + ".roles", "everybody who sees the page has this key", "Use ingest and nothing else"));
        }
        if (key.origins().orElse(List.of()).isEmpty()) {
            problems.add(StartupProblem.fatal(
                    prefix + ".origins",
                    "a publishable key without origins is never accepted",
                    "Name the web origins of the pages that use it"));
        }
        return problems;
    }
}
