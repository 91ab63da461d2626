package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests that wait for work: they get it as soon as there is some, give up in time, and take nothing when they are gone. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class WaitingIT {

    @BeforeEach
    void emptyQueue() {
        Db.empty();
        awaitWaiting(0);
    }

    @Test
    void emptyResponseAfterTheWait() {
        Instant began = Instant.now();

        Api.Reply reply = Api.get(Api.BUCKET + "/packets/pending?wait_seconds=1");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body().path("count").intValue()).isZero();
        assertThat(Duration.between(began, Instant.now())).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    @Test
    void arrivalEndsTheWaitAtOnce() throws Exception {
        CompletableFuture<Api.Reply> waiting =
                CompletableFuture.supplyAsync(() -> Api.get(Api.BUCKET + "/packets/pending?wait_seconds=20"));
        awaitWaiting(1);

        Api.ingest("woken", 1);

        assertThat(Api.packetIds(waiting.get(5, TimeUnit.SECONDS))).containsExactly("woken-0");
    }

    @Test
    void waitShorterThanATimerTickEnds() throws Exception {
        for (int i = 0; i < 300; i++) {
            double seconds = (1 + i % 5) / 1000.0;
            CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(() -> Api.lease(1, 60, seconds));
            assertThat(waiting.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
        }
    }

    @Test
    void endOfAPauseEndsTheWait() throws Exception {
        Api.ingest("pausing", 1);
        Api.settle(Api.lease(1, 60, 0), false);

        CompletableFuture<Api.Reply> waiting = CompletableFuture.supplyAsync(() -> Api.lease(1, 60, 20));

        assertThat(Api.packetIds(waiting.get(10, TimeUnit.SECONDS))).containsExactly("pausing-0");
    }

    @Test
    void closedConnectionIsGivenNothing() throws IOException {
        try (Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            caller.getOutputStream()
                    .write("GET %s/packets/pending?wait_seconds=20 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                            .formatted(Api.BUCKET)
                            .getBytes(StandardCharsets.US_ASCII));
            awaitWaiting(1);
        }
        awaitWaiting(0);

        Api.ingest("unclaimed", 1);

        assertThat(Api.packetIds(Api.lease(1, 60, 0))).containsExactly("unclaimed-0");
    }

    private static void awaitWaiting(int requests) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(given().get("/q/metrics").asString())
                        .contains("\nbridge_bucket_waiting %d.0".formatted(requests)));
    }
}
