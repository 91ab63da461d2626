package io.bhiv.system.hostile;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Everything that a service answers at: its OpenAPI document, its plain routes, and what the framework adds. */
final class PublishedPaths {

    private static final Set<String> METHODS = Set.of("get", "head", "post", "put", "patch", "delete", "options");
    private static final Pattern ROUTE =
            Pattern.compile("router\\s*\\.(get|head|post|put|patch|delete|route)\\(\\s*\"(/[^\"]*)\"");
    private static final List<String> FRAMEWORK =
            List.of("/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/q/metrics", "/q/openapi");

    /** Exists for developers alone and answers 500 on purpose. */
    private static final String SIMULATED_FAILURE = "/webhook/simulate-failure";

    private PublishedPaths() {}

    static List<PublishedPath> of(Place place, ServiceProcess service) {
        List<PublishedPath> all = new ArrayList<>();
        documented(service.json("/q/openapi?format=json").path("paths"), all);
        plain(place, all);
        all.removeIf(path -> path.template().equals(SIMULATED_FAILURE));
        FRAMEWORK.forEach(path -> all.add(new PublishedPath("GET", path, List.of("format"))));
        return all;
    }

    private static void documented(JsonNode paths, List<PublishedPath> all) {
        paths.properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    if (METHODS.contains(operation.getKey())) {
                        String template = path.getKey().replaceAll("\\{([^}:]+):[^}]*}", "{$1}");
                        all.add(new PublishedPath(
                                operation.getKey().toUpperCase(Locale.ROOT), template, queries(operation.getValue())));
                    }
                }));
    }

    private static List<String> queries(JsonNode operation) {
        List<String> names = new ArrayList<>();
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asText().equals("query")) {
                names.add(parameter.path("name").asText());
            }
        }
        return names;
    }

    private static void plain(Place place, List<PublishedPath> all) {
        Path sources = StackUnderTest.projectRoot()
                .resolve(place.label())
                .resolve("src")
                .resolve("main");
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                Matcher route = ROUTE.matcher(Files.readString(file));
                while (route.find()) {
                    String method = route.group(1).equals("route")
                            ? "PUT"
                            : route.group(1).toUpperCase(Locale.ROOT);
                    String template = route.group(2).replaceAll(":(\\w+)", "{$1}");
                    all.add(new PublishedPath(method, template, List.of("verification_token", "challenge")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + sources, e);
        }
    }
}
