package io.bhiv.system.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.model.topic.Topics;
import io.bhiv.stage.layout.Place;
import io.bhiv.system.StackUnderTest;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifests say what Kubernetes understands, and point at things that exist. No cluster is asked. */
class KubernetesManifestsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path KUBERNETES = StackUnderTest.projectRoot().resolve("deploy/kubernetes");
    private static final Path ALERTS = StackUnderTest.projectRoot().resolve("deploy/observability/alerts.yaml");
    private static final Path GUIDE = StackUnderTest.projectRoot().resolve("docs/deploy.md");
    private static final String REPLACE = "replace-by-";
    private static final Pattern PLACEHOLDER =
            Pattern.compile("[a-z0-9-]+\\.example\\.(?:org|internal)|replace-by-[a-z0-9-]+|git-revision");

    /** Of RFC 5737. They belong to nobody and lead nowhere. */
    private static final Pattern DOCUMENTATION_ADDRESS =
            Pattern.compile("\\b(?:192\\.0\\.2|198\\.51\\.100|203\\.0\\.113)\\.");

    private static final Set<String> HEALTH = Set.of("/q/health/live", "/q/health/ready", "/q/health/started");

    /** {@code quarkus.datasource.insight.reactive.max-size}. */
    private static final int INSIGHT_POOL = 4;

    /** Superusers, the operator of the database, and the Jobs that migrate. */
    private static final int RESERVED = 20;

    @Test
    void theBaseHasNothingThatTheModelDoesNotKnow() throws IOException {
        assertThat(base())
                .isNotEmpty()
                .allSatisfy(object -> assertThat(StrictModel.violations(object))
                        .as(name(object))
                        .isEmpty());
    }

    /** What the walk is for. */
    @Test
    void aMistypedFieldAndAWrongTypeAreFound() throws IOException {
        assertThat(
                        StrictModel.violations(
                                JSON.readTree(
                                        "{\"kind\":\"Deployment\",\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"readynessProbe\":{}}]}}}}")))
                .singleElement()
                .asString()
                .contains("readynessProbe");
        assertThat(StrictModel.violations(JSON.readTree("{\"kind\":\"Deployment\",\"spec\":{\"replicas\":\"many\"}}")))
                .isNotEmpty();
        assertThat(StrictModel.violations(JSON.readTree("{\"kind\":\"KafkaTopic\",\"spec\":{\"partition\":10}}")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "restore"})
    void anOverlayIsAsStrict(String overlay) throws IOException {
        List<JsonNode> objects = overlay(overlay);

        assertThat(objects).hasSize(sizeOf(overlay)).allSatisfy(object -> {
            assertThat(StrictModel.violations(object)).as(name(object)).isEmpty();
            assertThat(object.at("/metadata/namespace").asText()).startsWith("bhiv-bridge");
        });
        pointsAtWhatExists(objects);
        assertThat(of(objects, "Deployment"))
                .flatExtracting(KubernetesManifestsTest::containers)
                .extracting(container -> container.path("image").asText())
                .noneMatch(image -> image.endsWith(":latest") || !image.contains(":"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod", "restore"})
    void kubectlPutsAnOverlayTogetherAsThisTestDoes(String overlay) throws IOException, InterruptedException {
        assumeThat(kubectl()).as("kubectl").isPresent();

        assertThat(kustomized(overlay)).containsExactlyInAnyOrderElementsOf(overlay(overlay));
    }

    @Test
    void theBasePointsAtWhatExists() throws IOException {
        pointsAtWhatExists(base());
    }

    @Test
    void everyServiceIsProbedOnThePortAndThePathsThatItServes() throws IOException {
        for (Place service : Place.services()) {
            JsonNode container =
                    containers(named(base(), "Deployment", service.label())).getFirst();
            assertThat(container.at("/ports/0/containerPort").asInt()).isEqualTo(service.usualPort());
            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(container.at("/" + probe + "/httpGet/path").asText()).isIn(HEALTH);
                assertThat(container.at("/" + probe + "/httpGet/port").asText())
                        .isEqualTo(container.at("/ports/0/name").asText());
            }
            // Liveness must not depend on another system: readiness does.
            assertThat(container.at("/livenessProbe/httpGet/path").asText()).isEqualTo("/q/health/live");
        }
    }

    @Test
    void everyPodIsClosedIn() throws IOException {
        Stream.concat(of(base(), "Deployment").stream(), of(base(), "Job").stream())
                .forEach(workload -> {
                    JsonNode pod = workload.at("/spec/template/spec");
                    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean())
                            .as(name(workload))
                            .isTrue();
                    assertThat(pod.at("/securityContext/seccompProfile/type").asText())
                            .isEqualTo("RuntimeDefault");
                    assertThat(pod.path("automountServiceAccountToken").asBoolean(true))
                            .isFalse();
                    assertThat(containers(workload)).allSatisfy(container -> {
                        assertThat(container
                                        .at("/securityContext/readOnlyRootFilesystem")
                                        .asBoolean())
                                .isTrue();
                        assertThat(container
                                        .at("/securityContext/allowPrivilegeEscalation")
                                        .asBoolean(true))
                                .isFalse();
                        assertThat(container
                                        .at("/securityContext/capabilities/drop/0")
                                        .asText())
                                .isEqualTo("ALL");
                        assertThat(container.at("/resources/limits/memory").asText())
                                .isNotEmpty();
                        assertThat(container.at("/resources/requests/cpu").asText())
                                .isNotEmpty();
                    });
                });
    }

    @Test
    void everyTopicIsMadeWithTenPartitions() throws IOException, IllegalAccessException {
        Set<String> topics = new TreeSet<>();
        for (Field constant : Topics.class.getDeclaredFields()) {
            if (constant.getType() == String.class) {
                topics.add((String) constant.get(null));
            }
        }

        List<JsonNode> made = of(base(), "KafkaTopic");

        assertThat(made)
                .extracting(topic -> topic.at("/metadata/name").asText())
                .containsExactlyInAnyOrderElementsOf(topics);
        assertThat(made)
                .allSatisfy(topic ->
                        assertThat(topic.at("/spec/partitions").asInt()).isEqualTo(10));
    }

    /** As {@code TopicSetup} makes them where the services may make topics. */
    @Test
    void everyTopicHasTheSettingsThatServicesWouldGiveIt() throws IOException {
        assertThat(of(base(), "KafkaTopic")).isNotEmpty().allSatisfy(topic -> {
            JsonNode config = topic.at("/spec/config");
            assertThat(config.path("max.message.bytes").asText()).isEqualTo("2359296");
            assertThat(config.path("compression.type").asText()).as(name(topic)).isEqualTo("snappy");
            boolean insight = topic.at("/metadata/name").asText().equals(Topics.INSIGHT_FLOW);
            assertThat(config.path("retention.ms").asText()).as(name(topic)).isEqualTo(insight ? "86400000" : "");
        });
    }

    /** At the largest number of replicas, during an upgrade, with the pool of the page in each core bridge. */
    @Test
    void postgresHasAConnectionForEveryPool() throws IOException {
        List<JsonNode> objects = base();
        int pool = named(objects, "ConfigMap", "bhiv-bridge")
                .at("/data/PG_POOL_MAX_SIZE")
                .asInt(20);
        int needed = 0;
        for (JsonNode scaled : of(objects, "ScaledObject")) {
            String service = scaled.at("/spec/scaleTargetRef/name").asText();
            int pods = scaled.at("/spec/maxReplicaCount").asInt()
                    + named(objects, "Deployment", service)
                            .at("/spec/strategy/rollingUpdate/maxSurge")
                            .asInt();
            needed += pods * (service.equals("core-bridge-service") ? pool + INSIGHT_POOL : pool);
        }

        assertThat(needed)
                .isLessThan(named(objects, "Cluster", "postgres")
                                .at("/spec/postgresql/parameters/max_connections")
                                .asInt()
                        - RESERVED);
    }

    @Test
    void replicasAreLeftToTheAutoscaler() throws IOException {
        List<JsonNode> objects = base();

        assertThat(of(objects, "ScaledObject"))
                .hasSize(Place.services().size())
                .allSatisfy(scaled -> assertThat(named(
                                        objects,
                                        "Deployment",
                                        scaled.at("/spec/scaleTargetRef/name").asText())
                                .at("/spec/replicas")
                                .isMissingNode())
                        .as(name(scaled))
                        .isTrue());
    }

    @Test
    void programsOfOtherNamespacesDoNotReachTheBiometricBridge() throws IOException {
        List<JsonNode> open = of(base(), "NetworkPolicy").stream()
                .filter(policy -> policy.toString().contains("bhiv.io/calls-bridge"))
                .toList();

        assertThat(open)
                .singleElement()
                .satisfies(policy -> assertThat(list(policy.at("/spec/podSelector/matchExpressions/0/values")))
                        .extracting(JsonNode::asText)
                        .containsExactlyInAnyOrder("bucket-service", "core-bridge-service"));
    }

    @Test
    void everyPodIsClosedFirstAndRedisToAllButTheBucket() throws IOException {
        List<JsonNode> objects = base();
        List<JsonNode> policies = of(objects, "NetworkPolicy");

        assertThat(of(objects, "Deployment"))
                .allSatisfy(workload -> assertThat(policies)
                        .as(name(workload))
                        .anyMatch(policy -> closesBothWays(policy)
                                && selects(policy.at("/spec/podSelector/matchLabels"), workload)));
        assertThat(list(named(objects, "NetworkPolicy", "redis-server").at("/spec/ingress")))
                .singleElement()
                .satisfies(
                        rule -> assertThat(rule.path("from").toString())
                                .isEqualTo(
                                        "[{\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/name\":\"bucket-service\"}}}]"));
        JsonNode redis = containers(named(objects, "Deployment", "redis")).getFirst();
        assertThat(redis.path("args").toString())
                .contains("--requirepass")
                .contains("$(REDIS_PASSWORD)")
                .doesNotContain("protected-mode");
        assertThat(variables(named(objects, "Deployment", "bucket-service"))).contains("REDIS_PASSWORD");
    }

    private static boolean closesBothWays(JsonNode policy) {
        return list(policy.at("/spec/policyTypes")).stream()
                .map(JsonNode::asText)
                .toList()
                .equals(List.of("Ingress", "Egress"));
    }

    /** Without them every notice of Oura and WHOOP would be parked, and nobody would know why. */
    @Test
    void peopleCanConnectTheirAccounts() throws IOException {
        List<JsonNode> objects = base();
        JsonNode biometric = named(objects, "Deployment", "biometric-bridge-service");

        assertThat(variables(biometric))
                .contains("OURA_CLIENT_ID", "OURA_CLIENT_SECRET", "WHOOP_CLIENT_ID", "WHOOP_CLIENT_SECRET")
                .contains("BRIDGE_CONNECT_KEY_FILE");
        assertThat(list(containers(biometric).getFirst().path("env")))
                .filteredOn(variable -> variable.path("name").asText().equals("BRIDGE_CONNECT_KEY_FILE"))
                .singleElement()
                .satisfies(variable -> assertThat(mounts(biometric))
                        .anyMatch(mount -> variable.path("value").asText().startsWith(mount + "/")));
        assertThat(named(objects, "ConfigMap", "bhiv-bridge")
                        .at("/data/BRIDGE_PUBLIC_URL")
                        .asText())
                .isEqualTo("https://"
                        + named(objects, "HTTPRoute", "webhooks")
                                .at("/spec/hostnames/0")
                                .asText());
    }

    @Test
    void theOperatorsRulesAreTheAlerts() throws IOException {
        JsonNode rules = named(base(), "PrometheusRule", "bhiv-bridge");

        assertThat(rules.at("/spec/groups"))
                .as("deploy/kubernetes/base/alerts.yaml is deploy/observability/alerts.yaml")
                .isEqualTo(objects(Files.readString(ALERTS)).getFirst().path("groups"));
    }

    @ParameterizedTest
    @CsvSource({"dev, bhiv-bridge-dev", "prod, bhiv-bridge"})
    void aBacklogOfAnotherNamespaceScalesNothing(String overlay, String namespace) throws IOException {
        assertThat(of(overlay(overlay), "ScaledObject"))
                .hasSize(Place.services().size())
                .allSatisfy(scaled -> assertThat(
                                scaled.at("/spec/triggers/1/metadata/query").asText())
                        .as(name(scaled))
                        .contains("{namespace=\"" + namespace + "\"}"));
    }

    @Test
    void brokersAndInstancesOfPostgresLieApart() throws IOException {
        List<JsonNode> objects = overlay("prod");

        assertThat(named(objects, "Kafka", "kafka")
                        .at("/spec/kafka/rack/topologyKey")
                        .asText())
                .isEqualTo("topology.kubernetes.io/zone");
        assertThat(named(objects, "KafkaNodePool", "nodes")
                        .at(
                                "/spec/template/pod/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/0/topologyKey")
                        .asText())
                .isEqualTo("topology.kubernetes.io/zone");
        JsonNode postgres = named(objects, "Cluster", "postgres");
        assertThat(postgres.at("/spec/affinity/podAntiAffinityType").asText()).isEqualTo("required");
        assertThat(postgres.at("/spec/affinity/topologyKey").asText()).isEqualTo("topology.kubernetes.io/zone");
        assertThat(postgres.at("/spec/imageName").asText())
                .as("the major of the tests")
                .contains(":18-");
        assertThat(named(overlay("dev"), "Cluster", "postgres")
                        .at("/spec/enablePDB")
                        .asBoolean(true))
                .as("one instance must not keep a node from being drained")
                .isFalse();
    }

    @Test
    void everySecretStandsInTheGuide() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> lines =
                guide.lines().filter(line -> line.startsWith("| `")).toList();
        List<JsonNode> objects = overlay("prod");

        assertThat(Stream.of("Deployment", "Job", "ObjectStore").flatMap(kind -> of(objects, kind).stream()))
                .flatExtracting(KubernetesManifestsTest::secretKeys)
                .isNotEmpty()
                .allSatisfy(key -> assertThat(lines)
                        .as(key.toString())
                        .anyMatch(line ->
                                line.contains("`" + key.getFirst() + "`") && line.contains("`" + key.getLast() + "`")));
    }

    /** Pairs of a Secret's name and a key. */
    private static List<List<String>> secretKeys(JsonNode workload) {
        Stream<JsonNode> references = containers(workload).stream()
                .flatMap(container -> list(container.path("env")).stream())
                .map(variable -> variable.at("/valueFrom/secretKeyRef"))
                .filter(JsonNode::isObject);
        Stream<List<String>> files = list(workload.at("/spec/template/spec/volumes")).stream()
                .map(volume -> volume.path("secret"))
                .filter(JsonNode::isObject)
                .flatMap(secret -> list(secret.path("items")).stream()
                        .map(item -> List.of(
                                secret.path("secretName").asText(),
                                item.path("key").asText())));
        Stream<JsonNode> store =
                workload.at("/spec/configuration/s3Credentials").valueStream();
        return Stream.concat(
                        Stream.concat(references, store)
                                .map(reference -> List.of(
                                        reference.path("name").asText(),
                                        reference.path("key").asText())),
                        files)
                .toList();
    }

    private static List<String> variables(JsonNode workload) {
        return list(containers(workload).getFirst().path("env")).stream()
                .map(variable -> variable.path("name").asText())
                .toList();
    }

    private static List<String> mounts(JsonNode workload) {
        return list(containers(workload).getFirst().path("volumeMounts")).stream()
                .map(mount -> mount.path("mountPath").asText())
                .toList();
    }

    /** Without a provider the page needs an API key, which browsers cannot send: a route to it alone would lead nowhere. */
    @Test
    void peopleCanLogInWhereThePageIsRouted() throws IOException {
        assertThat(containers(named(overlay("prod"), "Deployment", "core-bridge-service")))
                .singleElement()
                .satisfies(container -> assertThat(list(container.path("env")))
                        .filteredOn(variable -> variable.path("name").asText().equals("BRIDGE_INSIGHT_LOGIN_PROVIDER"))
                        .extracting(variable -> variable.path("value").asText())
                        .singleElement()
                        .asString()
                        .startsWith("https://"));
    }

    /** The policy "outside" opens port 443 alone. */
    @Test
    void whatIsCalledOutsideIsCalledByHttps() throws IOException {
        JsonNode data = named(base(), "ConfigMap", "bhiv-bridge").path("data");

        assertThat(List.of("BHIV_CORE_URL", "S3_ENDPOINT"))
                .allSatisfy(key -> assertThat(data.path(key).asText()).startsWith("https://"));
        assertThat(list(named(own("prod"), "NetworkPolicy", "inside").at("/spec/egress")))
                .isNotEmpty()
                .allSatisfy(rule -> {
                    assertThat(rule.path("to")).isNotEmpty();
                    assertThat(rule.path("ports")).isNotEmpty();
                });
    }

    @Test
    void peopleReachThePageAndNoOtherPathOfTheCoreBridge() throws IOException {
        List<JsonNode> objects = new ArrayList<>(base());
        objects.addAll(own("prod"));
        List<JsonNode> matches = of(objects, "HTTPRoute").stream()
                .flatMap(route -> list(route.at("/spec/rules")).stream())
                .filter(rule -> list(rule.path("backendRefs")).stream()
                        .anyMatch(target -> target.path("name").asText().equals("core-bridge-service")))
                .flatMap(rule -> {
                    // A rule without matches takes every path.
                    assertThat(rule.path("matches")).isNotEmpty();
                    return list(rule.path("matches")).stream();
                })
                .toList();

        assertThat(matches)
                .extracting(
                        match -> match.at("/path/value").asText(),
                        match -> match.path("method").asText())
                .containsExactlyInAnyOrder(tuple("/insight", ""), tuple("/api/v1/insight", "GET"));
        JsonNode people = named(objects, "NetworkPolicy", "people").path("spec");
        assertThat(JSON.convertValue(people.at("/podSelector/matchLabels"), Map.class))
                .isEqualTo(Map.of("app.kubernetes.io/name", "core-bridge-service"));
        assertThat(people.at("/ingress/0/from/0/namespaceSelector/matchLabels")
                        .path("bhiv.io/gateway")
                        .asText())
                .isEqualTo("true");
    }

    @Test
    void postgresIsArchivedAndBackedUpEveryNight() throws IOException {
        List<JsonNode> objects = overlay("prod");
        JsonNode archiver = archiver(objects);
        JsonNode store = named(
                objects,
                "ObjectStore",
                archiver.at("/parameters/barmanObjectName").asText());
        JsonNode nightly = of(objects, "ScheduledBackup").getFirst().path("spec");

        assertThat(archiver.path("isWALArchiver").asBoolean()).isTrue();
        assertThat(store.at("/spec/retentionPolicy").asText()).matches("[1-9][0-9]*[dwm]");
        assertThat(store.at("/spec/configuration/destinationPath").asText()).startsWith("s3://");
        assertThat(store.at("/spec/configuration/endpointURL").asText()).startsWith("https://");
        // Who has a service's key must not reach the backups.
        assertThat(Stream.of("Deployment", "Job").flatMap(kind -> of(objects, kind).stream()))
                .flatExtracting(KubernetesManifestsTest::secretKeys)
                .extracting(List::getFirst)
                .doesNotContainAnyElementsOf(
                        secretKeys(store).stream().map(List::getFirst).toList());
        assertThat(nightly.at("/cluster/name").asText())
                .isEqualTo(
                        of(objects, "Cluster").getFirst().at("/metadata/name").asText());
        assertThat(nightly.path("method").asText()).isEqualTo("plugin");
        assertThat(nightly.at("/pluginConfiguration/name")).isEqualTo(archiver.path("name"));
        // Not the five fields of cron: the first are seconds.
        assertThat(nightly.path("schedule").asText()).matches("\\d+ \\d+ \\d+ \\* \\* \\*");
        assertThat(nightly.path("suspend").asBoolean()).isFalse();
        assertThat(of(overlay("dev"), "ScheduledBackup")).isEmpty();
    }

    /** The plugin's name is the beginning of its metrics. */
    @Test
    void thePodsThatSayWhenTheyWereBackedUpAreScrapedAndAnAlertAsks() throws IOException {
        List<JsonNode> objects = overlay("prod");
        JsonNode scraped = named(objects, "PodMonitor", "postgres").path("spec");
        String metrics = archiver(objects).path("name").asText().replaceAll("[.-]", "_");

        assertThat(JSON.convertValue(scraped.at("/selector/matchLabels"), Map.class))
                .isEqualTo(Map.of(
                        "cnpg.io/cluster",
                        of(objects, "Cluster").getFirst().at("/metadata/name").asText()));
        assertThat(scraped.at("/podMetricsEndpoints/0/port").asText()).isEqualTo("metrics");
        assertThat(Files.readString(ALERTS))
                .contains(metrics + "_last_available_backup_timestamp", metrics + "_last_failed_backup_timestamp");
    }

    @Test
    void aRestoreReadsWhatProductionWritesAndWritesElsewhere() throws IOException {
        List<JsonNode> production = overlay("prod");
        List<JsonNode> restored = overlay("restore");
        JsonNode cluster = of(restored, "Cluster").getFirst();
        JsonNode source = cluster.at("/spec/externalClusters/0");
        JsonNode written = archiver(restored).at("/parameters/serverName");

        assertThat(cluster.at("/spec/bootstrap/recovery/source")).isEqualTo(source.path("name"));
        assertThat(source.at("/plugin/name")).isEqualTo(archiver(production).path("name"));
        assertThat(source.at("/plugin/parameters"))
                .isEqualTo(archiver(production).path("parameters"));
        assertThat(written.asText())
                .isNotEmpty()
                .isNotEqualTo(source.at("/plugin/parameters/serverName").asText());
        // What services call by name, and all else, is as in production.
        assertThat(restored)
                .filteredOn(object -> !object.equals(cluster))
                .containsExactlyInAnyOrderElementsOf(production.stream()
                        .filter(object -> !object.path("kind").asText().equals("Cluster"))
                        .toList());
        assertThat(cluster.path("metadata"))
                .isEqualTo(of(production, "Cluster").getFirst().path("metadata"));
    }

    /** The first commands of a restore apply the database alone. */
    @Test
    void theDatabaseCanBeAppliedAlone() throws IOException {
        assertThat(overlay("restore"))
                .filteredOn(object -> object.at("/metadata/labels/app.kubernetes.io~1name")
                        .asText()
                        .equals("postgres"))
                .extracting(object -> object.path("kind").asText())
                .containsExactlyInAnyOrder("Cluster", "ObjectStore", "ScheduledBackup");
    }

    @Test
    void theGuideNamesWhatBacksUpAndHowToSeeIt() throws IOException {
        String guide = Files.readString(GUIDE);
        List<JsonNode> objects = overlay("restore");
        JsonNode source = of(objects, "Cluster").getFirst().at("/spec/externalClusters/0/plugin/parameters/serverName");

        assertThat(guide)
                .contains("get scheduledbackup,backup")
                .contains("get objectstore "
                        + of(objects, "ObjectStore")
                                .getFirst()
                                .at("/metadata/name")
                                .asText())
                .contains(
                        "`" + source.asText() + "`",
                        "`" + archiver(objects).at("/parameters/serverName").asText() + "`")
                .contains("deploy/kubernetes/overlays/restore -l app.kubernetes.io/name=postgres");
    }

    private static JsonNode archiver(List<JsonNode> objects) {
        assertThat(list(of(objects, "Cluster").getFirst().at("/spec/plugins"))).hasSize(1);
        return of(objects, "Cluster").getFirst().at("/spec/plugins/0");
    }

    /** An address that leads nowhere keeps quiet what was forgotten; these make whoever applies them notice. */
    @Test
    void whatHasToBeReplacedIsRefusedUntilItIs() throws IOException {
        assertThat(named(overlay("prod"), "ConfigMap", "bhiv-bridge")
                        .at("/data/BRIDGE_AUTH_TRUSTED_PROXIES")
                        .asText())
                .startsWith(REPLACE);
        assertThat(named(own("prod"), "NetworkPolicy", "inside").findValuesAsText("cidr"))
                .isNotEmpty()
                .allMatch(block -> block.startsWith(REPLACE));
        assertThat(overlay("prod").toString()).doesNotContainPattern(DOCUMENTATION_ADDRESS);
        assertThat(overlay("dev").toString()).doesNotContain(REPLACE).doesNotContainPattern(DOCUMENTATION_ADDRESS);
    }

    @Test
    void everyPlaceholderIsPrintedAndStandsInTheGuide(@TempDir Path folder) throws IOException, InterruptedException {
        String manifests = yaml(overlay("prod"));
        Set<String> placeholders = new TreeSet<>();
        PLACEHOLDER.matcher(manifests).results().forEach(found -> placeholders.add(found.group()));
        String guide = Files.readString(GUIDE);
        String before =
                guide.substring(guide.indexOf("### Before the first apply"), guide.indexOf("Secrets are made by hand"));
        Path printed = folder.resolve("printed");

        assertThat(unreplaced(manifests, printed)).isEqualTo(1);

        assertThat(placeholders).isNotEmpty().allSatisfy(placeholder -> {
            assertThat(before).contains("`" + placeholder + "`");
            assertThat(printed).content().contains(placeholder);
        });
        assertThat(printed)
                .content()
                .contains("ConfigMap bhiv-bridge: BRIDGE_AUTH_TRUSTED_PROXIES: " + REPLACE)
                .contains("NetworkPolicy inside: ");
        assertThat(unreplaced(manifests.replaceAll(PLACEHOLDER.pattern(), "10.1.2.3"), printed))
                .isZero();
        // An address for documentation is as little an answer.
        assertThat(unreplaced(manifests.replaceAll(PLACEHOLDER.pattern(), "192.0.2.7"), printed))
                .isEqualTo(1);
        assertThat(unreplaced("", printed)).isEqualTo(2);
    }

    /** Ends as the script does that an operator calls before the first apply. */
    private static int unreplaced(String manifests, Path printed) throws IOException, InterruptedException {
        Process script = new ProcessBuilder(KUBERNETES.resolve("unreplaced.sh").toString(), "-")
                .redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try (BufferedWriter input = script.outputWriter(StandardCharsets.UTF_8)) {
            input.write(manifests);
        }
        return script.waitFor();
    }

    /** As kustomize writes them: block by block, keys sorted. */
    private static String yaml(List<JsonNode> objects) {
        DumperOptions blocks = new DumperOptions();
        blocks.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        blocks.setWidth(1000);
        return new Yaml(blocks)
                .dumpAll(objects.stream()
                        .map(object -> (Object) JSON.convertValue(object, TreeMap.class))
                        .iterator());
    }

    /** An emptyDir ends with its pod. */
    @Test
    void whatTheBucketSavesOutlivesThePod() throws IOException {
        JsonNode core =
                containers(named(base(), "Deployment", "core-bridge-service")).getFirst();

        assertThat(core.path("env"))
                .extracting(variable -> variable.path("name").asText())
                .contains("BRIDGE_CORE_BUCKET_S3_ENDPOINT", "BRIDGE_CORE_BUCKET_S3_BUCKET");
    }

    private static void pointsAtWhatExists(List<JsonNode> objects) {
        List<JsonNode> workloads = new ArrayList<>(of(objects, "Deployment"));
        assertThat(workloads)
                .allSatisfy(one -> assertThat(selects(one.at("/spec/selector/matchLabels"), one))
                        .isTrue());
        assertThat(of(objects, "Service"))
                .allSatisfy(service -> assertThat(workloads)
                        .as(name(service))
                        .anyMatch(workload -> selects(service.at("/spec/selector"), workload)
                                && hasPort(
                                        workload,
                                        service.at("/spec/ports/0/targetPort").asText())));
        assertThat(of(objects, "PodDisruptionBudget"))
                .allSatisfy(budget -> assertThat(workloads)
                        .as(name(budget))
                        .anyMatch(workload -> selects(budget.at("/spec/selector/matchLabels"), workload)));
        assertThat(of(objects, "ScaledObject"))
                .allSatisfy(scaled -> assertThat(workloads)
                        .extracting(workload -> workload.at("/metadata/name").asText())
                        .contains(scaled.at("/spec/scaleTargetRef/name").asText()));
        assertThat(of(objects, "HTTPRoute"))
                .flatExtracting(route -> list(route.at("/spec/rules")))
                .flatExtracting(rule -> list(rule.path("backendRefs")))
                .allSatisfy(target -> assertThat(
                                named(objects, "Service", target.path("name").asText())
                                        .at("/spec/ports/0/port")
                                        .asInt())
                        .isEqualTo(target.path("port").asInt()));
        workloads.addAll(of(objects, "Job"));
        assertThat(workloads)
                .flatExtracting(KubernetesManifestsTest::containers)
                .flatExtracting(container -> list(container.path("envFrom")))
                .allSatisfy(from -> named(
                        objects, "ConfigMap", from.at("/configMapRef/name").asText()));
        assertThat(of(objects, "ServiceMonitor"))
                .allSatisfy(monitor -> assertThat(of(objects, "Service"))
                        .filteredOn(service ->
                                contains(service.at("/metadata/labels"), monitor.at("/spec/selector/matchLabels")))
                        .hasSize(Place.services().size()));
    }

    private static boolean hasPort(JsonNode workload, String name) {
        return containers(workload).stream()
                .flatMap(container -> list(container.path("ports")).stream())
                .anyMatch(port -> port.path("name").asText().equals(name));
    }

    private static boolean selects(JsonNode selector, JsonNode workload) {
        return contains(workload.at("/spec/template/metadata/labels"), selector);
    }

    private static boolean contains(JsonNode labels, JsonNode selector) {
        return !selector.isEmpty()
                && selector.properties().stream()
                        .allMatch(wanted -> labels.path(wanted.getKey()).equals(wanted.getValue()));
    }

    private static List<JsonNode> containers(JsonNode workload) {
        return list(workload.at("/spec/template/spec/containers"));
    }

    private static List<JsonNode> of(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(one -> one.path("kind").asText().equals(kind))
                .toList();
    }

    private static JsonNode named(List<JsonNode> objects, String kind, String name) {
        return of(objects, kind).stream()
                .filter(one -> one.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + kind + " " + name));
    }

    private static String name(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    /** The files that the base names; everything beside them would never be applied. */
    private static List<JsonNode> base() throws IOException {
        Path folder = KUBERNETES.resolve("base");
        List<String> named =
                list(objects(Files.readString(folder.resolve("kustomization.yaml")))
                                .getFirst()
                                .path("resources"))
                        .stream()
                        .map(JsonNode::asText)
                        .toList();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())
                            .filter(file -> !file.equals("kustomization.yaml")))
                    .containsExactlyInAnyOrderElementsOf(named);
        }
        List<JsonNode> objects = new ArrayList<>();
        for (String file : named) {
            objects.addAll(objects(Files.readString(folder.resolve(file))));
        }
        return objects;
    }

    /** What an overlay adds to the base or to another one. */
    private static List<JsonNode> own(String overlay) throws IOException {
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode file : list(kustomization(overlay).path("resources"))) {
            if (file.asText().endsWith(".yaml")) {
                objects.addAll(objects(Files.readString(
                        KUBERNETES.resolve("overlays/" + overlay).resolve(file.asText()))));
            }
        }
        return objects;
    }

    /** How many objects an overlay names, its own and those of what it is built on. */
    private static int sizeOf(String overlay) throws IOException {
        int count = own(overlay).size();
        for (JsonNode from : list(kustomization(overlay).path("resources"))) {
            if (from.asText().equals("../../base")) {
                count += base().size();
            } else if (!from.asText().endsWith(".yaml")) {
                count += sizeOf(from.asText().substring("../".length()));
            }
        }
        return count;
    }

    private static List<JsonNode> overlay(String overlay) throws IOException {
        JsonNode kustomization = kustomization(overlay);
        List<JsonNode> resources = new ArrayList<>();
        for (JsonNode from : list(kustomization.path("resources"))) {
            if (from.asText().equals("../../base")) {
                resources.addAll(base());
            } else if (!from.asText().endsWith(".yaml")) {
                resources.addAll(overlay(from.asText().substring("../".length())));
            }
        }
        resources.addAll(own(overlay));
        return Overlay.of(kustomization, resources, KubernetesManifestsTest::objects);
    }

    private static JsonNode kustomization(String overlay) throws IOException {
        return objects(Files.readString(KUBERNETES.resolve("overlays/" + overlay + "/kustomization.yaml")))
                .getFirst();
    }

    private static List<JsonNode> kustomized(String overlay) throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder(
                        kubectl().orElseThrow().toString(),
                        "kustomize",
                        KUBERNETES.resolve("overlays/" + overlay).toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).isZero();
        return objects(text);
    }

    private static Optional<Path> kubectl() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "kubectl"))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static List<JsonNode> objects(String yaml) {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<JsonNode> objects = new ArrayList<>();
        new Yaml(new SafeConstructor(strict)).loadAll(yaml).forEach(one -> objects.add(JSON.valueToTree(one)));
        return objects;
    }
}
