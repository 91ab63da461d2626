package io.bhiv.system.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two replicas are one queue: consumers at both share the work, a packet stored by one wakes a consumer at the other, and
 * both report the same counts. {@code -Dfault.bucket.seconds=60} lets them work longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class TwoBucketsIT {

    private static final int SECONDS = Integer.getInteger("fault.bucket.seconds", 3);

    private static final String SLOW_KEY = "fake-key-with-a-rate";
    private static final String SLOW_KEY_SHA256 = "efc1f37df24e250db759338e8eb44aae2f01c0fc74c13834abd2737d21d2f689";

    /**
     * Only a hint through Redis explains that a waiting consumer is woken before the tick. Everything that the load uses is open to
     * callers without a key; one key has a rate.
     */
    private final BucketStage stage = BucketStage.withRedis(Map.of(
            "BRIDGE_BUCKET_LEASE_TICK",
            "15S",
            "BRIDGE_AUTH_MODE",
            "keys",
            "BRIDGE_AUTH_ANONYMOUS",
            "POST /api/v1/bucket/prana/ingest,POST /api/v1/leases,POST /api/v1/acks,GET /api/v1/bucket/prana/status",
            "BRIDGE_AUTH_ADDRESS_RATE",
            "1000000",
            "BRIDGE_AUTH_KEYS_SLOW_SHA256",
            SLOW_KEY_SHA256,
            "BRIDGE_AUTH_KEYS_SLOW_ROLES",
            "viewer",
            "BRIDGE_AUTH_KEYS_SLOW_RATE",
            "1"));

    @BeforeEach
    void empty() {
        stage.empty();
    }

    @AfterAll
    void end() {
        stage.close();
    }

    @Test
    void consumersAtBothReplicasProcessEveryPacketOnceAndBothReportIt() {
        Senders senders = Senders.at(stage.replicas(), 8, Duration.ofMillis(20), 1);
        Consumers consumers = Consumers.at(stage.replicas(), 4, 3);
        try (consumers) {
            try (senders) {
                for (int second = 0; second < SECONDS; second++) {
                    senders.letRun(Duration.ofSeconds(1));
                    stage.everyStatusIsUpToDate(senders, consumers);
                }
                ServiceProcess restarted = stage.replicas().getFirst();
                restarted.stop();
                restarted.start();
                stage.everyStatusIsUpToDate(senders, consumers);
            }
            stage.awaitEmptyQueue();
        }

        stage.everythingAcknowledgedIsProcessedOnce(senders, consumers);
    }

    @Test
    void aPacketStoredByOneReplicaWakesAConsumerThatWaitsAtTheOther() throws Exception {
        ServiceProcess here = stage.replicas().getFirst();
        ServiceProcess there = stage.replicas().getLast();
        awaitRedis(true);
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> leaseAt(there));
        awaitAWaitingConsumerAt(there);
        UUID id = UUID.randomUUID();

        assertThat(Answer.to(Senders.packet(here, new Random(1), id)).status()).isEqualTo(200);

        assertThat(waiting.get(5, TimeUnit.SECONDS).body()).contains("\"packet_id\":\"" + id + "\"");
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "Each replica counted a caller's rate for itself",
            now = "Replicas share one limit through Redis; while Redis is away each keeps its own")
    void bothReplicasShareTheRateOfACaller() {
        awaitRedis(true);
        Instant began = Instant.now();

        long accepted = IntStream.range(0, 30)
                .filter(i -> statusWithKey(stage.replicas().get(i % 2)) == 200)
                .count();

        long refilled = Duration.between(began, Instant.now()).toSeconds() + 1;
        assertThat(accepted)
                .as("requests within five seconds' worth of one a second")
                .isBetween(5L, 5 + refilled);

        stage.redis().stop();
        awaitRedis(false);
        Awaitility.await()
                .untilAsserted(() -> assertThat(stage.replicas())
                        .allSatisfy(
                                replica -> assertThat(statusWithKey(replica)).isEqualTo(200)));
        assertThat(IntStream.range(0, 20)
                        .map(i -> statusWithKey(stage.replicas().getFirst())))
                .as("one replica alone")
                .contains(429);
        stage.redis().start();
        awaitRedis(true);
    }

    private static int statusWithKey(ServiceProcess replica) {
        return answered(HttpRequest.newBuilder(replica.uri("/api/v1/bucket/prana/status"))
                        .header("X-Api-Key", SLOW_KEY)
                        .build())
                .status();
    }

    private void awaitRedis(boolean connected) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(stage.replicas())
                        .allMatch(replica -> BucketStage.status(replica)
                                        .path("redis_connected")
                                        .asBoolean()
                                == connected));
    }

    private static Answer leaseAt(ServiceProcess replica) {
        HttpRequest request = HttpRequest.newBuilder(replica.uri("/api/v1/leases"))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"wait_seconds\":15}"))
                .build();
        Answer answer = answered(request);
        assertThat(answer.status()).isEqualTo(200);
        return answer;
    }

    private static void awaitAWaitingConsumerAt(ServiceProcess replica) {
        HttpRequest metrics = HttpRequest.newBuilder(replica.uri("/q/metrics")).build();
        Awaitility.await()
                .untilAsserted(() -> assertThat(answered(metrics).body()).contains("\nbridge_bucket_waiting 1.0"));
    }

    private static Answer answered(HttpRequest request) {
        try {
            return Answer.to(request);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
