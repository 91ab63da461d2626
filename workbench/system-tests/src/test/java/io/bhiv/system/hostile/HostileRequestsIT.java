package io.bhiv.system.hostile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.play.webhook.Seal;
import io.bhiv.play.webhook.Terra;
import io.bhiv.stack.simulator.bhivcore.BhivCoreSimulator;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.layout.Secrets;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.RawConnection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mutated requests to every published path of every service. No answer is a 5xx but 503 and 507, none repeats a secret or shows a stack
 * trace, each whole request is answered, ordinary requests in between are served by the same process, and no secret is in the log.
 *
 * <p>{@code -Dfault.hostile=100000} sends more, {@code -Dfault.seed=…} repeats an earlier run.
 */
@Tag("faults")
class HostileRequestsIT {

    private static final int REQUESTS = Integer.getInteger("fault.hostile", 3_000);
    private static final long SEED = Long.getLong("fault.seed", System.nanoTime());
    private static final int BETWEEN_ORDINARY = 50;
    private static final int MOST_SHOWN = 40;

    @TempDir
    private Path folder;

    private final ConcurrentLinkedQueue<String> breaches = new ConcurrentLinkedQueue<>();
    private final Map<String, Integer> statuses = new ConcurrentHashMap<>();

    @Test
    void noRequestBreaksAServiceOrMakesItTalk() throws IOException {
        System.out.println("Sending " + REQUESTS + " hostile requests [fault.seed=" + SEED + "]");
        BhivCoreSimulator bhivCore = new BhivCoreSimulator();
        bhivCore.start(0, line -> {});
        try (FaultStage stage = FaultStage.open()) {
            Map<Place, ServiceProcess> services = started(stage, bhivCore.port());
            List<Long> pids =
                    services.values().stream().map(one -> one.handle().pid()).toList();

            each(services, this::attack);

            assertThat(breaches)
                    .as("seed %d, answers %s", SEED, new TreeMap<>(statuses))
                    .isEmpty();
            assertThat(services.values().stream().map(one -> one.handle().pid()))
                    .isEqualTo(pids);
            assertThat(services.values()).allSatisfy(one -> {
                assertThat(one.isRunning()).isTrue();
                assertThat(one.answers("/q/health/live")).isEqualTo(200);
                assertThat(one.log()).doesNotContain(HostileRequests.SECRET);
            });
            System.out.println("  answers " + new TreeMap<>(statuses));
        } finally {
            bhivCore.stop();
        }
    }

    private Map<Place, ServiceProcess> started(FaultStage stage, int bhivCore) throws IOException {
        Path jobs = Files.writeString(folder.resolve("config.json"), """
                {"jobs":[{"name":"tick","trigger":{"type":"intervalMinutes","value":600},"actions":[{"type":"get_bucket_status"}]}]}""");
        Map<String, String> settings = Map.of(
                "AUTOMATION_CONFIG", jobs.toString(),
                "AUTOMATION_REPORTS", folder.resolve("reports").toString(),
                "BHIV_BUCKET_DIR", folder.resolve("bucket").toString(),
                "BHIV_CORE_URL", "http://localhost:" + bhivCore + "/bhiv/core");
        Map<Place, ServiceProcess> services = new EnumMap<>(Place.class);
        Place.services().forEach(place -> services.put(place, stage.prepared(place, settings)));
        each(services, (place, service) -> service.start());
        return services;
    }

    /** At all services at once. */
    private static void each(
            Map<Place, ServiceProcess> services, java.util.function.BiConsumer<Place, ServiceProcess> action) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Stream<CompletableFuture<Void>> all = services.entrySet().stream()
                    .map(one -> CompletableFuture.runAsync(() -> action.accept(one.getKey(), one.getValue()), threads));
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        }
    }

    private void attack(Place place, ServiceProcess service) {
        HostileRequests requests = new HostileRequests(PublishedPaths.of(place, service));
        int share = REQUESTS / Place.services().size();
        for (int i = 0; i < share && breaches.size() < MOST_SHOWN && service.isRunning(); i++) {
            HostileRequest request = requests.of(SEED ^ place.label().hashCode(), i);
            try {
                send(place, service, i, request);
            } catch (IOException e) {
                breaches.add(place.label() + " #" + i + " " + e + ": " + request);
            }
            if (i % BETWEEN_ORDINARY == BETWEEN_ORDINARY - 1) {
                anOrdinaryRequestIsServed(place, service, i);
            }
        }
    }

    private void send(Place place, ServiceProcess service, int number, HostileRequest request) throws IOException {
        try (RawConnection connection = new RawConnection(service)) {
            connection.sendWhileAccepted(request.head(), 1);
            if (request.body().length > 0) {
                connection.sendWhileAccepted(request.body(), 1);
            }
            if (!request.whole()) {
                // It may be waited for until the deadline of its body.
                connection.waitingFor(Duration.ofMillis(50));
            }
            String head = connection.head();
            int status = Integer.parseInt(RawConnection.statusIn(head));
            String shown = place.label() + " #" + number + " was answered " + status + ": " + request;
            statuses.merge(place.label().charAt(0) + " " + status, 1, Integer::sum);
            if (status >= 500 && !isAllowed(status, request)) {
                breaches.add(shown);
            }
            if (status >= 400 && !request.method().equals("HEAD")) {
                String answer = head + connection.bodyAfter(head);
                if (answer.contains(HostileRequests.SECRET)
                        || answer.contains("\tat ")
                        || answer.contains("Exception")) {
                    breaches.add("says too much: " + shown + " -> " + answer);
                }
            }
            if (status == 0 && request.whole()) {
                breaches.add(shown);
            }
        } catch (SocketTimeoutException silent) {
            if (request.whole()) {
                breaches.add(place.label() + " #" + number + " was never answered: " + request);
            }
        }
    }

    private static boolean isAllowed(int status, HostileRequest request) {
        return status == 503 || status == 507 || (request.protocol() && (status == 501 || status == 505));
    }

    private void anOrdinaryRequestIsServed(Place place, ServiceProcess service, int number) {
        try {
            await().atMost(Duration.ofSeconds(15))
                    .ignoreExceptions()
                    .until(() -> Answer.to(ordinary(place, service)).isAcknowledgement());
        } catch (RuntimeException never) {
            breaches.add(place.label() + " did not serve an ordinary request after #" + number);
        }
    }

    private static HttpRequest ordinary(Place place, ServiceProcess service) {
        return switch (place) {
            case BIOMETRIC ->
                new Terra()
                        .signed(
                                new Terra()
                                        .sample("sleep")
                                        .toString()
                                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                                new Seal(Instant.now(), Secrets.development("TERRA_WEBHOOK_SECRET")))
                        .to("http://127.0.0.1:" + service.port(), Duration.ofSeconds(10));
            case BUCKET ->
                post(
                        service,
                        "/api/v1/bucket/prana/ingest",
                        "{\"user_id\":\"ordinary\",\"cognitive_state\":\"ON_TASK\",\"timestamp\":\"2026-07-04T10:00:00Z\"}");
            case CORE -> post(service, "/core/update", "{\"module\":\"robotics\",\"data\":{\"steps\":1}}");
            case AUTOMATION ->
                HttpRequest.newBuilder(service.uri("/automation/status"))
                        .timeout(Duration.ofSeconds(10))
                        .build();
            case POSTGRES, KAFKA, REDIS -> throw new IllegalArgumentException(place + " is no service");
        };
    }

    private static HttpRequest post(ServiceProcess service, String path, String body) {
        return HttpRequest.newBuilder(service.uri(path))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }
}
