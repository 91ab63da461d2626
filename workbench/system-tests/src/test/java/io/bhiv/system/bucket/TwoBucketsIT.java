package io.bhiv.system.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two replicas are one queue: consumers at both share the work, a packet stored by one wakes a consumer at the other, and
 * both report the same counts. {@code -Dfault.bucket.seconds=60} lets them work longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TwoBucketsIT {

    private static final int SECONDS = Integer.getInteger("fault.bucket.seconds", 3);

    /** Only a hint through Redis explains that a waiting consumer is woken before the tick. */
    private final BucketStage stage = BucketStage.withRedis(Map.of("BUCKET_LEASE_TICK", "15S"));

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
        Senders senders = Senders.at(stage.replicas(), 8, Duration.ofMillis(2), 1);
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
        Awaitility.await()
                .untilAsserted(() -> assertThat(stage.replicas())
                        .allMatch(replica -> BucketStage.status(replica)
                                .path("redis_connected")
                                .asBoolean()));
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> leaseAt(there));
        awaitAWaitingConsumerAt(there);
        UUID id = UUID.randomUUID();

        assertThat(Answer.to(Senders.packet(here, new Random(1), id)).status()).isEqualTo(200);

        assertThat(waiting.get(5, TimeUnit.SECONDS).body()).contains("\"packet_id\":\"" + id + "\"");
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
