package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.system.StackUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What {@code deploy/} holds can be read, carries keys to where they are needed, and alerts on what the services measure. */
class DeploymentFilesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = StackUnderTest.projectRoot();
    private static final Path DEPLOY = ROOT.resolve("deploy");
    private static final Pattern METRIC = Pattern.compile("\\bbridge_[a-z0-9_]+");
    private static final Pattern VARIABLE = Pattern.compile("\\bBRIDGE_[A-Z0-9_]+");
    private static final Pattern KEY = Pattern.compile("(?<![\\w-])bridge(?:\\.[a-z0-9-]+)+");

    /** What Prometheus' exposition adds to the name of a meter. */
    private static final String SUFFIX = "(_bytes|_seconds)?(_total|_count|_sum|_max|_bucket)?";

    private static final Pattern MIGRATION =
            Pattern.compile("^quarkus\\.flyway(\\.[a-z]+)?\\.migrate-at-start", Pattern.MULTILINE);
    private static final Pattern METER_NAME = Pattern.compile("\"(bridge\\.[a-z.]+)\"");

    @Test
    void everyFileIsYamlWithoutRepeatedKeys() throws IOException {
        assertThat(yamlFiles())
                .isNotEmpty()
                .allSatisfy(file -> assertThat(documents(file)).isNotEmpty());
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "The shipped Kubernetes job sent no API key and could never succeed",
            now = "The key is mounted from the Secret and named by BRIDGE_API_KEY_FILE")
    void theJobsOfAutomationHaveAKeyForTheOtherServices() throws IOException {
        Path manifest = DEPLOY.resolve("kubernetes/base/automation-service.yaml");
        Map<?, ?> pod = documents(manifest).stream()
                .map(document -> path((Map<?, ?>) document, "spec", "template", "spec"))
                .filter(Map.class::isInstance)
                .map(spec -> (Map<?, ?>) spec)
                .findFirst()
                .orElseThrow();
        Map<?, ?> container = maps(pod.get("containers")).findFirst().orElseThrow();
        Path keyFile = maps(container.get("env"))
                .filter(one -> "BRIDGE_API_KEY_FILE".equals(one.get("name")))
                .map(one -> Path.of(String.valueOf(one.get("value"))))
                .findFirst()
                .orElseThrow();
        Object mounted = maps(container.get("volumeMounts"))
                .filter(one ->
                        Objects.requireNonNull(keyFile.getParent()).toString().equals(one.get("mountPath")))
                .map(one -> one.get("name"))
                .findFirst()
                .orElseThrow();
        assertThat(maps(pod.get("volumes")).filter(one -> mounted.equals(one.get("name"))))
                .singleElement()
                .satisfies(volume -> assertThat(maps(path(volume, "secret", "items")))
                        .extracting(item -> String.valueOf(item.get("path")))
                        .containsExactly(keyFile.getFileName().toString()));

        Map<?, ?> compose = compose();
        assertThat(path(compose, "services", "automation", "environment", "BRIDGE_API_KEY_FILE"))
                .isEqualTo("/run/secrets/api-key");
        assertThat(path(compose, "services", "automation", "volumes"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains("./secrets/automation:/run/secrets:ro");
        assertThat(Files.readString(DEPLOY.resolve("compose/secrets.sh")))
                .contains("once \"$folder/automation/api-key\"");

        assertThat(Files.readAllLines(DEPLOY.resolve("systemd/bhiv-automation.service")))
                .contains(
                        "LoadCredential=api-key:/etc/bhiv/automation.api-key",
                        "Environment=BRIDGE_API_KEY_FILE=%d/api-key");
    }

    @Test
    void everyAlertLeadsToAnEntryOfTheRunbook() throws IOException {
        String runbook = Files.readString(ROOT.resolve("docs/runbook.md"));

        assertThat(alerts()).isNotEmpty().allSatisfy(alert -> {
            String anchor = String.valueOf(path(alert, "annotations", "runbook_url"));
            String title = "### " + alert.get("alert");
            assertThat(anchor).endsWith("#" + String.valueOf(alert.get("alert")).toLowerCase(Locale.ROOT));
            assertThat(runbook).as("docs/runbook.md needs the entry " + title).contains(title + "\n");
        });
    }

    /** With their labels they are held against a scrape by {@code ReadmeIT}. */
    @Test
    void alertsTheDashboardAndTheAutoscalerAskForMetersThatTheCodeHas() throws IOException {
        Set<String> meters = meters();

        assertThat(QueriedMetrics.asked())
                .isNotEmpty()
                .allSatisfy(asked -> assertThat(meters)
                        .as(asked.toString())
                        .anyMatch(meter -> asked.metric().matches(meter + SUFFIX)));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "The runbook told to set a variable and to look at a metric that no service has",
            now = "A test holds every variable, key and metric of the runbook against the code")
    void theRunbookNamesVariablesKeysAndMetricsThatTheCodeHas() throws IOException {
        String runbook = Files.readString(ROOT.resolve("docs/runbook.md"));
        Set<String> meters = meters();
        Set<String> keys = new ConfigurationDocument(ROOT).expected().keySet();
        Set<String> variables = keys.stream()
                .map(key -> key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_"))
                .collect(Collectors.toSet());

        assertThat(found(VARIABLE, runbook))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(variables).contains(variable));
        assertThat(found(KEY, runbook))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(keys.contains(key) || meters.contains(key.replace('.', '_')))
                        .as(key)
                        .isTrue());
        // A command may ask for the beginning of several names.
        assertThat(found(METRIC, runbook))
                .isNotEmpty()
                .allSatisfy(metric -> assertThat(meters)
                        .as(metric)
                        .anyMatch(meter -> metric.matches(meter + SUFFIX) || meter.startsWith(metric + "_")));
    }

    private static Set<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "The image of the core bridge recorded its ahead-of-time cache from a start that had failed after two"
                            + " minutes, and its pods migrated the page's schema although they should not",
            now = "Both turn every migration off, and a build whose service does not start fails")
    void whatMustNotMigrateTurnsEveryMigrationOff() throws IOException {
        String properties = Files.readString(
                        ROOT.resolve("service-kit/src/main/resources/META-INF/microprofile-config.properties"))
                + Files.readString(ROOT.resolve("insight/src/main/resources/META-INF/microprofile-config.properties"));
        List<String> variables = MIGRATION
                .matcher(properties)
                .results()
                .map(key ->
                        key.group().toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'))
                .toList();
        String recording = Files.readString(DEPLOY.resolve("containers/Containerfile"));
        String pod = Files.readString(DEPLOY.resolve("kubernetes/base/core-bridge-service.yaml"));

        assertThat(variables).hasSize(2).allSatisfy(variable -> {
            assertThat(recording).contains(variable + "=false");
            assertThat(pod).contains("{name: " + variable + ", value: \"false\"}");
        });
    }

    /** Grafana itself cannot be had here, so its files are held against each other. */
    @Test
    void grafanaFindsItsDashboardsAndTheyFindTheirDatasource() throws IOException {
        Path provisioning = DEPLOY.resolve("observability/grafana/provisioning");
        Set<String> datasources = maps(document(provisioning.resolve("datasources/prometheus.yaml"))
                        .get("datasources"))
                .map(one -> String.valueOf(one.get("uid")))
                .collect(Collectors.toSet());

        assertThat(path(compose(), "services", "grafana", "volumes"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .contains(
                        "./observability/grafana/provisioning:/etc/grafana/provisioning:ro",
                        "./observability/grafana/dashboards:/var/lib/grafana/dashboards:ro");
        assertThat(maps(document(provisioning.resolve("dashboards/bhiv.yaml")).get("providers")))
                .extracting(provider -> path(provider, "options", "path"))
                .containsExactly("/var/lib/grafana/dashboards");
        for (Path dashboard : dashboards()) {
            JsonNode read = JSON.readTree(dashboard.toFile());
            assertThat(read.findValues("datasource"))
                    .isNotEmpty()
                    .allSatisfy(datasource -> assertThat(datasources)
                            .contains(datasource.path("uid").asText()));
            assertThat(read.findValuesAsText("expr")).isNotEmpty().doesNotContain("");
        }
    }

    @Test
    void prometheusAndGrafanaAskAddressesThatComposeHas() throws IOException {
        Map<?, ?> prometheus = document(DEPLOY.resolve("observability/prometheus.yaml"));
        List<String> scraped = maps(prometheus.get("scrape_configs"))
                .flatMap(job -> maps(job.get("static_configs")))
                .flatMap(targets -> ((List<?>) Objects.requireNonNull(targets.get("targets"))).stream())
                .map(String::valueOf)
                .toList();
        Set<String> served = new TreeSet<>();
        ((Map<?, ?>) Objects.requireNonNull(compose().get("services"))).forEach((name, service) -> {
            if (path((Map<?, ?>) service, "build", "args") instanceof Map<?, ?> arguments
                    && arguments.get("PORT") instanceof String port) {
                served.add(name + ":" + port);
            }
        });

        assertThat(scraped).containsExactlyInAnyOrderElementsOf(served);
        assertThat(maps(document(DEPLOY.resolve("observability/grafana/provisioning/datasources/prometheus.yaml"))
                        .get("datasources")))
                .extracting(datasource -> String.valueOf(datasource.get("url")))
                .containsExactly("http://prometheus:9090");
        assertThat(path(compose(), "services", "prometheus", "ports"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .singleElement()
                .asString()
                .endsWith(":9090");
    }

    private static List<Path> dashboards() throws IOException {
        try (Stream<Path> files = Files.list(DEPLOY.resolve("observability/grafana/dashboards"))) {
            return files.toList();
        }
    }

    private static Map<?, ?> compose() throws IOException {
        return document(DEPLOY.resolve("compose.yaml"));
    }

    private static Map<?, ?> document(Path file) throws IOException {
        return (Map<?, ?>) documents(file).getFirst();
    }

    private static Set<String> meters() throws IOException {
        Set<String> meters = new TreeSet<>();
        for (Path sources : sourceFolders()) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file :
                        files.filter(one -> one.toString().endsWith(".java")).toList()) {
                    METER_NAME
                            .matcher(Files.readString(file))
                            .results()
                            .forEach(name -> meters.add(name.group(1).replace('.', '_')));
                }
            }
        }
        return meters;
    }

    private static List<Path> sourceFolders() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return modules.map(module -> module.resolve("src/main/java"))
                    .filter(Files::isDirectory)
                    .toList();
        }
    }

    private static List<Map<?, ?>> alerts() throws IOException {
        return maps(document(DEPLOY.resolve("observability/alerts.yaml")).get("groups"))
                .flatMap(group -> maps(group.get("rules")))
                .collect(Collectors.toList());
    }

    private static Stream<Map<?, ?>> maps(@Nullable Object list) {
        assertThat(list).isInstanceOf(List.class);
        return ((List<?>) Objects.requireNonNull(list)).stream().map(one -> (Map<?, ?>) one);
    }

    private static @Nullable Object path(Map<?, ?> from, String... names) {
        Object found = from;
        for (String name : names) {
            found = found instanceof Map<?, ?> map ? map.get(name) : null;
        }
        return found;
    }

    private static List<Path> yamlFiles() throws IOException {
        try (Stream<Path> files = Files.walk(DEPLOY)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Object> documents(Path file) throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<Object> documents = new ArrayList<>();
        new Yaml(new SafeConstructor(strict)).loadAll(Files.readString(file)).forEach(documents::add);
        return documents;
    }
}
