package io.bhiv.bucket.karma;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.bhiv.bucket.Api;
import io.bhiv.bucket.Backends;
import io.bhiv.bucket.Db;
import io.bhiv.bucket.Packets;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.backend.FreePort;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The built-in consumer, against a tracker that works, refuses, hangs, and is away. */
@QuarkusTest
@Backends
@TestProfile(KarmaIT.WithTracker.class)
class KarmaIT {

    /** The service gets the tracker's port before the tracker runs. */
    public static final class WithTracker implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "KARMA_TRACKER_URL", "http://localhost:" + trackerPort(),
                    "bridge.bucket.karma.breaker.open-for", "500ms",
                    "bridge.bucket.karma.interval", "200ms",
                    "bridge.bucket.karma.pause", "10ms",
                    "bridge.bucket.karma.timeout", "300ms",
                    "bridge.bucket.karma.attempts", "2",
                    "bridge.bucket.lease.backoff-first", "20ms",
                    "bridge.bucket.lease.backoff-longest", "50ms");
        }

        /** Called more than once, and by two class loaders. */
        private static Object trackerPort() {
            return System.getProperties().computeIfAbsent("test.karma.port", key -> Integer.toString(FreePort.any()));
        }
    }

    /** No answer while the test lasts. */
    private static final int HANG = 0;
    /** 200, and the body that its headers announce does not come. */
    private static final int STALL = 1;

    private record Logged(String path, String key, JsonNode body) {}

    private final List<Logged> logged = new CopyOnWriteArrayList<>();
    private final Set<String> stalled = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> answersByUser = new ConcurrentHashMap<>();
    /** What the first call about a user gets instead of an answer. */
    private final Map<String, Integer> hiccups = new ConcurrentHashMap<>();

    private final CountDownLatch over = new CountDownLatch(1);
    private volatile int answerToAll = 200;
    private HttpServer tracker;

    @BeforeEach
    void startTracker() throws IOException {
        Db.empty();
        start();
    }

    @AfterEach
    void stopTracker() {
        over.countDown();
        tracker.stop(0);
    }

    @Test
    void logsAndKeepsTheAction() {
        ingest("asha", "k-1");
        Api.post(
                Api.BUCKET + "/ingest",
                Packets.learner("idle", "\"packet_id\":\"k-2\"").replace("ON_TASK", "AWAY"));

        awaitDone(2);

        assertThat(logged).singleElement().satisfies(one -> {
            assertThat(one.path()).isEqualTo("/api/v1/karma/log-action/");
            assertThat(one.key()).isEqualTo("k-1");
            assertThat(one.body())
                    .isEqualTo(PacketJson.readOwn(
                            "{\"user_id\":\"asha\",\"action\":\"completing_lessons\",\"intensity\":1.0}"));
        });
        assertThat(Db.rows("SELECT actions::text FROM bucket.packet_history ORDER BY seq"))
                .first()
                .asString()
                .contains("completing_lessons");
    }

    @Test
    void refusedPacketBecomesADeadLetterAndOthersAreProcessed() {
        answersByUser.put("poison", 422);
        ingest("poison", "p-1");
        for (int i = 0; i < 20; i++) {
            ingest("fine-" + i, "f-" + i);
        }

        awaitDone(20);

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Db.rows("SELECT reasons[10] FROM bucket.packet_dead"))
                        .containsExactly("attempt 10: the Karma Tracker answered 422"));
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "A packet that the tracker's proxy always answered 502 was tried every two seconds for ever, and no day since could be dropped",
            now =
                    "Where others are answered in between, such an answer costs it an attempt, and it becomes a dead letter")
    void aPacketThatAlwaysMeetsABadGatewayBecomesADeadLetter() {
        answersByUser.put("poison", 502);
        ingest("poison", "p-1");

        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    ingest("good", "good-" + System.nanoTime());
                    assertThat(Db.rows("SELECT reasons[10] FROM bucket.packet_dead"))
                            .containsExactly("attempt 10: the Karma Tracker answered 502");
                });
    }

    @Test
    void briefFailuresAreRetriedUnderTheSameKey() {
        hiccups.put("stumbles", 503);
        hiccups.put("hangs", HANG);
        ingest("stumbles", "h-1");
        ingest("hangs", "h-2");

        awaitDone(2);

        assertThat(logged).extracting(Logged::key).containsExactlyInAnyOrder("h-1", "h-2");
        assertThat(hiccups).isEmpty();
        assertThat(Db.number("SELECT max(attempts) FROM bucket.packet_history")).isEqualTo(1);
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Five packets whose calls hang made the good ones wait 80 s, and never died",
            now = "They share a few slots, use up their attempts and become dead letters")
    void hangingCallsDelayNoOtherPacketAndEndAsDeadLetters() {
        for (int i = 0; i < 5; i++) {
            answersByUser.put("hangs-" + i, HANG);
            ingest("hangs-" + i, "stuck-" + i);
        }
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String id = "good-" + i;
            ingest("good", id);
            Instant sent = Instant.now();
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(20))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> logged.stream().anyMatch(one -> id.equals(one.key())));
            waits.add(Duration.between(sent, Instant.now()));
        }
        Collections.sort(waits);
        assertThat(waits.get(50))
                .as("median time until a good packet was logged")
                .isLessThan(Duration.ofSeconds(1));
        assertThat(waits.getLast()).as("longest time").isLessThan(Duration.ofSeconds(8));

        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    ingest("good", "still-good-" + logged.size() + "-" + System.nanoTime());
                    assertThat(Db.number("SELECT count(*) FROM bucket.packet_dead"))
                            .isEqualTo(5);
                });
        assertThat(Db.rows("SELECT DISTINCT reasons[10] FROM bucket.packet_dead"))
                .containsExactly("attempt 10: the Karma Tracker did not answer within PT0.3S");
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Sixteen answers that stalled after their headers stopped the Karma consumer until a restart",
            now = "A call ends with its timeout, whatever of its answer has come")
    void answersThatStallAfterTheirHeadersStopNothing() {
        for (int i = 0; i < 20; i++) {
            answersByUser.put("stalls-" + i, STALL);
            ingest("stalls-" + i, "stalled-" + i);
        }
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> stalled.size() >= 16);

        ingest("good", "behind");

        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() -> logged.stream().anyMatch(one -> "behind".equals(one.key())));
    }

    @Test
    void absentTrackerCostsNoPacketAnAttempt() throws IOException {
        tracker.stop(0);
        ingestTen();
        awaitUnavailable();

        start();

        awaitDone(10);
        assertNoAttemptWasSpent();
    }

    @Test
    void refusedCredentialsCostNoPacketAnAttempt() {
        answerToAll = 401;
        ingestTen();
        awaitUnavailable();

        answerToAll = 200;

        awaitDone(10);
        assertNoAttemptWasSpent();
    }

    @Test
    void aGatewayWithoutATrackerCostsNoPacketAnAttempt() {
        answerToAll = 503;
        ingestTen();
        awaitUnavailable();

        answerToAll = 200;

        awaitDone(10);
        assertNoAttemptWasSpent();
    }

    private static void ingestTen() {
        for (int i = 0; i < 10; i++) {
            ingest("waiting-" + i, "w-" + i);
        }
    }

    private static void awaitUnavailable() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(Api.get(Api.BUCKET + "/status")
                                .body()
                                .path("karma_available")
                                .booleanValue())
                        .isFalse());
    }

    private static void assertNoAttemptWasSpent() {
        assertThat(Db.number("SELECT count(*) FROM bucket.packet_dead")).isZero();
        assertThat(Db.number("SELECT max(attempts) FROM bucket.packet_history")).isEqualTo(1);
    }

    private static void ingest(String user, String id) {
        assertThat(Api.post(Api.BUCKET + "/ingest", Packets.learner(user, "\"packet_id\":\"" + id + "\""))
                        .isOk())
                .isTrue();
    }

    private static void awaitDone(int packets) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(Db.number("SELECT count(*) FROM bucket.packet_history"))
                        .isEqualTo(packets));
    }

    private void start() throws IOException {
        int port = Integer.getInteger("test.karma.port", 0);
        tracker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        tracker.createContext("/", this::answer);
        tracker.setExecutor(Thread::startVirtualThread);
        tracker.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body =
                PacketJson.readOwn(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String user = body.path("user_id").asText();
        Integer hiccup = hiccups.remove(user);
        if ((hiccup != null && hiccup == HANG) || answersByUser.getOrDefault(user, 200) == HANG) {
            hang();
        }
        if (answersByUser.getOrDefault(user, 200) == STALL) {
            stalled.add(user);
            exchange.sendResponseHeaders(200, 5);
            exchange.getResponseBody().flush();
            hang();
        }
        int status = hiccup == null ? answersByUser.getOrDefault(user, answerToAll) : hiccup;
        if (status == 200) {
            logged.add(new Logged(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders().getFirst("Idempotency-Key"),
                    body));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void hang() throws IOException {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("the test is over");
    }
}
