package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.kit.auth.SharedRateLimits;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.testing.RedisResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Redis flushed, stopped, or with false content: hints may be lost or false, and no packet is. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@WithTestResource(RedisResource.class)
@TestProfile(SlowTickReporting.class)
@Tag("faults")
class RedisIT {

    private static final Duration BETWEEN_FLUSHES = Duration.ofSeconds(1);
    private static final int FLUSHES = Integer.getInteger("bucket.test.flush.seconds", 2);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("bucket.test.redis.seconds", 1));

    @Inject
    SharedRateLimits rates;

    private final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void connected() {
        Db.empty();
        awaitRedis(true);
    }

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void hintFromAnotherReplicaWakesAWaitingConsumer() throws Exception {
        CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 10));
        awaitWaitingRequest();
        storeAsAnotherReplicaWould("elsewhere-1");

        redis(Request.cmd(Command.PUBLISH).arg("bhiv:bucket").arg("1"));

        assertThat(Api.packetIds(waiting.get(5, TimeUnit.SECONDS))).containsExactly("elsewhere-1");
    }

    @Test
    void falseHintsCostOneQueryEach() throws Exception {
        CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 1.5));
        awaitWaitingRequest();
        for (int i = 0; i < 200; i++) {
            redis(Request.cmd(Command.PUBLISH).arg("bhiv:bucket").arg("stale " + i % 3));
        }
        redis(Request.cmd(Command.SET).arg("bhiv:bucket:status").arg("{\"total_packets\":-7}"));

        assertThat(waiting.get(10, TimeUnit.SECONDS).isOk()).isTrue();
        assertThat(Api.packetIds(waiting.join())).isEmpty();
        assertThat(Api.get(Api.BUCKET + "/status").body().path("total_packets").intValue())
                .isZero();
    }

    @Test
    void rateOfACallerIsKeptInRedisAndRefills() {
        for (int i = 0; i < 10; i++) {
            assertThat(take("caller"))
                    .as("request %d of five seconds' worth", i)
                    .isZero();
        }
        assertThat(takeAll("caller")).isBetween(Duration.ofMillis(1), Duration.ofMillis(500));
        assertThat(take("other")).isZero();
        Awaitility.await().untilAsserted(() -> assertThat(take("caller")).isZero());
        assertThat(takeAll("caller")).isPositive();

        redis(Request.cmd(Command.DEL).arg("bhiv:bucket:rate:caller"));

        assertThat(take("caller")).isZero();
    }

    /** Takes what a slow machine has let come back meanwhile, too, until the answer is a pause. */
    private Duration takeAll(String caller) {
        Duration pause = Duration.ZERO;
        for (int more = 0; pause.isZero() && more < 20; more++) {
            pause = take(caller);
        }
        return pause;
    }

    private Duration take(String caller) {
        return rates.take(caller, 2).await().atMost(Duration.ofSeconds(5));
    }

    @Test
    void flushesUnderLoadHaveNoEffect() throws Exception {
        try (Load load = Load.of(8, 3)) {
            for (int flush = 0; flush < FLUSHES; flush++) {
                load.run(BETWEEN_FLUSHES);
                redis(Request.cmd(Command.FLUSHALL));
                awaitMirroredCounters();
            }
            load.end();

            load.assertEverythingAcknowledgedIsDoneOnce();
            assertThat(load.answers()).containsExactly(200);
        }
    }

    @Test
    void redisMayStopAndReturnUnderLoad() throws Exception {
        try (Load load = Load.of(8, 3)) {
            load.run(Duration.ofMillis(500));
            RedisResource.stopServer();
            awaitRedis(false);
            assertThatThrownBy(() -> take("anybody")).hasMessageContaining("away");
            load.run(OUTAGE);
            RedisResource.startServer();
            awaitRedis(true);
            load.end();

            load.assertEverythingAcknowledgedIsDoneOnce();
            assertThat(load.answers()).containsExactly(200);
        }
    }

    private static void awaitRedis(boolean connected) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(Api.get(Api.BUCKET + "/status")
                                .body()
                                .path("redis_connected")
                                .booleanValue())
                        .isEqualTo(connected));
    }

    /** The counters were flushed too, and are written again within a few seconds. */
    private void awaitMirroredCounters() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(redis(Request.cmd(Command.GET).arg("bhiv:bucket:status")))
                        .isNotNull());
    }

    private static void awaitWaitingRequest() {
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(given().get("/q/metrics").asString()).contains("\nbridge_bucket_waiting 1.0"));
    }

    private static void storeAsAnotherReplicaWould(String id) {
        Db.run("""
                WITH k AS (
                  INSERT INTO bucket.packet_key_now (packet_id, seq, received_at)
                  VALUES ('%s', nextval('bucket.packet_seq'), now()) RETURNING *
                ), p AS (
                  INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
                  SELECT received_at, seq, packet_id, 'u',
                         '{"user_id":"u","timestamp":"2026-01-01T00:00:00Z","cognitive_state":"IDLE"}' FROM k
                )
                INSERT INTO bucket.packet_state (seq, received_at, subject, due_at)
                SELECT seq, received_at, 'u', received_at FROM k""".formatted(id));
    }

    private @Nullable Response redis(Request request) {
        Redis client = Redis.createClient(vertx, "redis://localhost:" + RedisResource.port());
        try {
            return client.send(request)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(5, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("Redis did not answer " + List.of(request), failure);
        } finally {
            client.close();
        }
    }
}
