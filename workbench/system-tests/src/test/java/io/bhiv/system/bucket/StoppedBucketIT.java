package io.bhiv.system.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** SIGTERM of a bucket at work: requests that wait are answered, and what it held is there for the others at once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class StoppedBucketIT {

    private static final int PACKETS = 5;

    /** What the stop gives requests to end. */
    private static final Duration STOPPED_WITHIN = Duration.ofSeconds(5);

    private final FaultStage stage = FaultStage.open();

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "A stop cut consumers off that waited for work, took five seconds and logged an error; then nothing was published for up to 15 s",
            now = "They are answered when the stop begins, and another replica publishes at once")
    void waitingConsumersAreAnsweredAndAnotherReplicaMayPublish() throws Exception {
        ServiceProcess bucket = stage.started(Place.BUCKET, Map.of());
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> lease(bucket, 20));
        awaitAWaitingConsumerAt(bucket);
        // Leased by the one that waits, and published.
        send(bucket);
        assertThat(waiting.get(5, TimeUnit.SECONDS).texts("packets", "packet_id"))
                .hasSize(1);
        await().until(() ->
                stage.column("SELECT batch FROM bucket.packet_outbox").isEmpty());
        CompletableFuture<Answer> next = CompletableFuture.supplyAsync(() -> lease(bucket, 20));
        awaitAWaitingConsumerAt(bucket);

        long began = System.nanoTime();
        bucket.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(STOPPED_WITHIN);
        Answer answer = next.get(5, TimeUnit.SECONDS);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.texts("packets", "packet_id")).isEmpty();
        assertThat(stage.column("SELECT holder FROM bucket.relay_claim WHERE until > now()"))
                .isEmpty();
        assertThat(bucket.log()).doesNotContain(" ERROR ");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Packets that the Karma consumer held when the bucket was stopped waited three minutes for the end of their lease, which cost them an attempt",
            now =
                    "Calls under way may end, and what is held after three seconds is given back without costing an attempt")
    void packetsOfTheKarmaConsumerAreGivenBack() throws IOException {
        forgetPackets();
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger calls = new AtomicInteger();
        HttpServer tracker = hanging(calls, over);
        try {
            ServiceProcess bucket = stage.started(
                    Place.BUCKET,
                    Map.of(
                            "KARMA_TRACKER_URL",
                            "http://127.0.0.1:" + tracker.getAddress().getPort(),
                            "BRIDGE_BUCKET_KARMA_TIMEOUT",
                            "60S"));
            for (int i = 0; i < PACKETS; i++) {
                send(bucket);
            }
            await().atMost(Duration.ofSeconds(20)).until(() -> calls.get() == PACKETS);

            bucket.stop();

            assertThat(stage.column("SELECT lease_id::text FROM bucket.packet_state"))
                    .containsOnlyNulls();
            assertThat(stage.column("SELECT attempts::text FROM bucket.packet_state"))
                    .containsExactly("0");
            assertThat(bucket.log()).doesNotContain(" ERROR ");
        } finally {
            over.countDown();
            tracker.stop(0);
        }
    }

    /** Those of the other test; its process may be the one that made the tables. */
    private void forgetPackets() {
        if (!stage.column("SELECT 'there' WHERE to_regclass('bucket.packet_state') IS NOT NULL")
                .isEmpty()) {
            stage.empty("bucket.packet_state");
        }
    }

    /** A Karma Tracker that answers nothing until the test is over. */
    private static HttpServer hanging(AtomicInteger calls, CountDownLatch over) throws IOException {
        HttpServer tracker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        tracker.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        tracker.createContext("/", exchange -> {
            calls.incrementAndGet();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        tracker.start();
        return tracker;
    }

    /** A packet that earns an action. */
    private static void send(ServiceProcess bucket) throws IOException {
        String body = """
                {"packet_id":"%s","user_id":"learner","timestamp":"%s","cognitive_state":"ON_TASK","focus_score":95}""".formatted(UUID.randomUUID(), Instant.now());
        Answer answer = Answer.to(HttpRequest.newBuilder(bucket.uri("/api/v1/bucket/prana/ingest"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
        assertThat(answer.status()).isEqualTo(200);
    }

    private static Answer lease(ServiceProcess bucket, int waitSeconds) {
        try {
            return Answer.to(HttpRequest.newBuilder(bucket.uri("/api/v1/leases"))
                    .timeout(Duration.ofSeconds(30))
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"wait_seconds\":%d}".formatted(waitSeconds)))
                    .build());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitAWaitingConsumerAt(ServiceProcess bucket) {
        HttpRequest metrics = HttpRequest.newBuilder(bucket.uri("/q/metrics")).build();
        await().untilAsserted(() -> assertThat(Answer.to(metrics).body()).contains("\nbridge_bucket_waiting 1.0"));
    }
}
