package io.bhiv.system.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Callers;
import io.bhiv.system.fault.FaultStage;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A bucket and one or more core bridges on one database and one Kafka, and what must hold of them in the end. */
public final class CoreStage implements AutoCloseable {

    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);

    /** Shorter than outside a test: when the broker drops a killed consumer and when the sweeper takes over. */
    private static final Map<String, String> QUICK = Map.of(
            "KAFKA_SESSION_TIMEOUT_MS", "3000",
            "KAFKA_HEARTBEAT_INTERVAL_MS", "700",
            "BRIDGE_CORE_JOURNAL_GRACE", "3S");

    private final FaultStage stage = FaultStage.open();
    private final AtomicInteger rounds = new AtomicInteger();
    private final ServiceProcess bucket;
    private final List<ServiceProcess> cores = new ArrayList<>();

    private CoreStage(int replicas, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(QUICK);
        settings.putAll(more);
        bucket = stage.prepared(Place.BUCKET, settings);
        for (int i = 0; i < replicas; i++) {
            cores.add(stage.prepared(Place.CORE, settings));
        }
    }

    /** All of them ready. */
    static CoreStage started(int replicas, Map<String, String> more) {
        CoreStage made = new CoreStage(replicas, more);
        Stream.concat(Stream.of(made.bucket), made.cores.stream()).parallel().forEach(ServiceProcess::start);
        return made;
    }

    FaultStage backends() {
        return stage;
    }

    ServiceProcess bucket() {
        return bucket;
    }

    ServiceProcess core() {
        return cores.getFirst();
    }

    ServiceProcess core(int replica) {
        return cores.get(replica);
    }

    /**
     * Robots that report, each update with a key of its own, so that a second sending is known for what it is. They are a module of
     * their own in each test.
     */
    Callers robots(int callers, Duration pause, long seed, Supplier<ServiceProcess> to) {
        String module = "robotics-" + rounds.incrementAndGet();
        return Callers.calling(
                new Callers.Task(random -> robot(module, random, to.get()), "update_id"), callers, pause, seed);
    }

    private String module() {
        return "robotics-" + rounds.get();
    }

    Callers robots(int callers, Duration pause, long seed) {
        return robots(callers, pause, seed, this::core);
    }

    public static HttpRequest robot(String module, Random random, ServiceProcess core) {
        String body = "{\"module\":\"%s\",\"session_id\":\"robot-%d\",\"data\":{\"steps\":%d}}"
                .formatted(module, random.nextInt(50), random.nextInt());
        return update(core, body)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .build();
    }

    static HttpRequest.Builder update(ServiceProcess core, String body) {
        return update(core, BodyPublishers.ofString(body));
    }

    static HttpRequest.Builder update(ServiceProcess core, BodyPublisher body) {
        return HttpRequest.newBuilder(core.uri("/core/update"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(body);
    }

    static JsonNode health(ServiceProcess core) {
        return core.json("/core/health");
    }

    static long pending(ServiceProcess core) {
        return health(core).path("pending_queue").asLong(-1);
    }

    static void awaitAcknowledgedMore(Callers callers, int more) {
        int before = callers.acknowledged().size();
        await().atMost(Duration.ofSeconds(40))
                .until(() -> callers.acknowledged().size() >= before + more);
    }

    /** Makes health judge by what comes next, as in a fresh database. While nothing is pending. */
    void forgetFigures() {
        stage.empty("core.tally, core.synced_update");
    }

    void awaitNothingPending() {
        await().atMost(DRAIN_LIMIT).pollInterval(Duration.ofMillis(250)).untilAsserted(() -> {
            // Health may answer from half a second ago.
            assertThat(stage.column("SELECT update_id FROM core.pending_update"))
                    .isEmpty();
            JsonNode health = health(core());
            assertThat(health.path("pending_queue").asLong(-1)).isZero();
            assertThat(health.path("status").asText()).isEqualTo("ok");
        });
    }

    /** Every request was sent until it was acknowledged, so the bucket holds neither less than that nor more. */
    void everyUpdateIsOneObject(Callers callers) {
        assertThat(callers.breaches()).isEmpty();
        Set<String> acknowledged = callers.acknowledged();
        assertThat(acknowledged).hasSize(callers.begun());
        awaitNothingPending();
        assertThat(stage.column("SELECT update_id FROM bucket.object WHERE module = '" + module() + "'"))
                .isEqualTo(acknowledged);
        assertThat(stage.column("SELECT update_id FROM core.synced_update")).containsAll(acknowledged);
        assertThat(stage.column("SELECT update_id FROM core.synced_update GROUP BY 1 HAVING count(*) > 1"))
                .isEmpty();
        assertThat(stage.column("SELECT update_id FROM core.pending_update")).isEmpty();
        assertThat(stage.column("SELECT update_id FROM core.parked_update")).isEmpty();
        assertThat(counted(core())).isEqualTo(acknowledged.size());
    }

    /** Updates of the youngest robots that the status counts as synced. */
    int counted(ServiceProcess core) {
        return core.json("/bucket/status")
                .path("module_sync_counts")
                .path(module())
                .asInt();
    }

    @Override
    public void close() {
        stage.close();
    }
}
