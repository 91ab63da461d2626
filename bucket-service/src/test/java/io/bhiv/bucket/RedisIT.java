package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.backends.testing.KafkaResource;
import io.bhiv.backends.testing.PostgresResource;
import io.bhiv.backends.testing.RedisResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Redis flushed, killed and lying: hints come or do not come, work is done all the same. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = RedisResource.class, restrictToAnnotatedClass = true)
@TestProfile(RedisIT.SlowTick.class)
class RedisIT {

    private static final int PACKETS = Integer.getInteger("bucket.test.redis.packets", 2_000);

    /** A tick so slow that only a hint explains a quick answer. */
    public static final class SlowTick implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("bucket.lease.tick", "15s");
        }
    }

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
    void hintFromAnotherReplicaRousesAWaitingConsumer() throws Exception {
        CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 10));
        awaitSomebodyWaits();
        storeAsAnotherReplicaWould("elsewhere-1");

        redis(Request.cmd(Command.PUBLISH).arg("bhiv:bucket").arg("1"));

        assertThat(Api.packetIds(waiting.get(5, TimeUnit.SECONDS))).containsExactly("elsewhere-1");
    }

    @Test
    void liesCostNothingButALook() throws Exception {
        CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 3));
        awaitSomebodyWaits();
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
    void flushesAreNotNoticed() {
        work("flushed", () -> redis(Request.cmd(Command.FLUSHALL)));
    }

    @Test
    void redisMayGoAndComeBack() {
        work("killed", RedisResource::stopServer);
        awaitRedis(false);
        work("gone", () -> {});

        RedisResource.startServer();

        awaitRedis(true);
        work("back", () -> {});
    }

    private void work(String prefix, Runnable trouble) {
        Db.empty();
        int done = 0;
        for (int part = 0; part < 4; part++) {
            Api.ingest(prefix + part, PACKETS / 4);
            if (part == 1) {
                trouble.run();
            }
            Api.Reply lease = Api.lease(100, 60, 0);
            while (!Api.packetIds(lease).isEmpty()) {
                done += Api.settle(lease, true).body().path("applied").intValue();
                lease = Api.lease(100, 60, 0);
            }
        }
        assertThat(done).isEqualTo(PACKETS);
        assertThat(Db.number("SELECT count(DISTINCT seq) FROM bucket.packet_history"))
                .isEqualTo(PACKETS);
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

    private static void awaitSomebodyWaits() {
        // The first look and the look after taking its place are over when two claims found nothing.
        Awaitility.await().pollDelay(Duration.ofMillis(500)).until(() -> true);
    }

    private static void storeAsAnotherReplicaWould(String id) {
        Db.run("""
                WITH k AS (
                  INSERT INTO bucket.packet_key (packet_id, seq, received_at)
                  VALUES ('%s', nextval('bucket.packet_seq'), now()) RETURNING *
                ), p AS (
                  INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
                  SELECT received_at, seq, packet_id, 'u',
                         '{"user_id":"u","timestamp":"2026-01-01T00:00:00Z","cognitive_state":"IDLE"}' FROM k
                )
                INSERT INTO bucket.packet_state (seq, received_at, subject, due_at)
                SELECT seq, received_at, 'u', received_at FROM k""".formatted(id));
    }

    private void redis(Request request) {
        Redis client = Redis.createClient(vertx, "redis://localhost:" + RedisResource.port());
        try {
            client.send(request).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
        } catch (Exception failure) {
            throw new IllegalStateException("Redis did not answer " + List.of(request), failure);
        } finally {
            client.close();
        }
    }
}
