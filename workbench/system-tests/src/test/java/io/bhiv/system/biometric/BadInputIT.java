package io.bhiv.system.biometric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.load.machine.RssProbe;
import io.bhiv.play.webhook.Webhook;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.layout.Place;
import io.bhiv.stage.process.ServiceProcess;
import io.bhiv.system.fault.Answer;
import io.bhiv.system.fault.FaultStage;
import io.bhiv.system.fault.RawConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Input that no client should send. The process handles it in the memory that the local stack gives it, and after each of these tests
 * an ordinary webhook still goes all the way.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("faults")
class BadInputIT {

    private static final int PLACES = 50;
    private static final int TERRA_LIMIT = 16 << 20;
    private static final int NOTICE_LIMIT = 64 << 10;
    private static final double RSS_LIMIT_MIB = 700;

    private final FaultStage stage = FaultStage.open();
    private final ServiceProcess service = stage.started(
            Place.BIOMETRIC,
            Map.of(
                    "MAX_CONCURRENT_WEBHOOKS",
                    Integer.toString(PLACES),
                    "BRIDGE_BIOMETRIC_WEBHOOK_BODY_DEADLINE",
                    "3S"));
    private final RssProbe memory = RssProbe.watching(service.handle());
    private final long pid = service.handle().pid();

    @AfterEach
    void anOrdinaryWebhookIsStillPublished() throws IOException {
        Answer answer = Webhooks.send(Webhooks.night("ordinary", 20), service);

        assertThat(answer.status()).isEqualTo(202);
        Verdict.awaitDrained(service);
        assertThat(stage.published("health-events").ofDelivery(answer.eventId()))
                .hasSize(1);
        assertThat(service.handle().pid()).isEqualTo(pid);
        assertThat(memory.peakMib()).isLessThan(RSS_LIMIT_MIB);
    }

    @AfterAll
    void end() {
        System.out.printf("RSS of the service under bad input: at most %.0f MiB%n", memory.peakMib());
        memory.close();
        stage.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhook/terra", "/webhook/oura", "/webhook/whoop"})
    void aDeclaredLengthOverTheLimitIsRefusedBeforeTheBody(String path) throws IOException {
        long length = limit(path) + 1L;
        try (RawConnection connection = new RawConnection(service)) {
            String head = connection
                    .send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n{")
                    .head();

            assertThat(RawConnection.statusIn(head)).isEqualTo("413");
            assertThat(head).contains("application/problem+json");
            assertThat(connection.isClosedByPeer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/webhook/terra", "/webhook/oura", "/webhook/whoop"})
    void aChunkedBodyIsCountedAsItArrives(String path) throws IOException {
        byte[] chunk = chunk(32 << 10);
        try (RawConnection connection = new RawConnection(service)) {
            connection
                    .send("POST " + path + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
                    .sendWhileAccepted(chunk, limit(path) / (32 << 10) + 1);

            assertThat(connection.status()).isEqualTo(413);
            assertThat(connection.isClosedByPeer()).isTrue();
        }
    }

    @Test
    void aBodyOverTheLimitIsNotVerifiedByItsFirstPart() throws IOException {
        // A signature over what fits would pass if the rest were cut off.
        byte[] fits = new byte[NOTICE_LIMIT];
        Webhook webhook = Webhooks.oura(new String(fits, StandardCharsets.ISO_8859_1), Webhooks.OURA_SECRET);
        try (RawConnection connection = new RawConnection(service)) {
            connection
                    .send(RawConnection.headOf(webhook, "Transfer-Encoding: chunked"))
                    .sendWhileAccepted(chunk(NOTICE_LIMIT), 1);

            assertThat(connection.send("1\r\nx\r\n0\r\n\r\n").status()).isEqualTo(413);
        }
    }

    static Stream<String> contradictions() {
        return Stream.of(
                "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n-5\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n\r\n5\r\n{}\r\n0\r\n\r\n",
                "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 400\r\n\r\n{}",
                "Content-Length: -1\r\n\r\n{}",
                "Content-Length: 99999999999999999999\r\n\r\n{}",
                "Content-Length: two\r\n\r\n{}");
    }

    @ParameterizedTest
    @MethodSource("contradictions")
    void contradictoryLengthsAreRefusedAndHoldNoPlace(String framing) throws IOException {
        for (int i = 0; i < PLACES + 5; i++) {
            try (RawConnection connection = new RawConnection(service)) {
                int status = connection
                        .send("POST /webhook/terra HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + framing)
                        .status();

                assertThat(status).isIn(0, 400, 401, 408, 413, 415, 501);
            }
        }
        assertThat(Webhooks.send(Webhooks.night("ordinary", 60), service).status())
                .isEqualTo(202);
    }

    @Test
    void callersThatDisconnectFreeTheirPlace() throws IOException {
        for (int i = 0; i < 3 * PLACES; i++) {
            try (RawConnection connection = new RawConnection(service)) {
                connection.send("POST /webhook/terra HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{\"half\":");
            }
        }
        await().atMost(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(Webhooks.send(Webhooks.night("ordinary", 60), service)
                                .status())
                        .isEqualTo(202));
    }

    @Test
    void aSlowBodyIsCutAtItsDeadline() throws IOException {
        try (RawConnection connection = new RawConnection(service)) {
            long began = System.nanoTime();

            int status = connection
                    .send("POST /webhook/terra HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\n{")
                    .status();

            assertThat(status).isEqualTo(408);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(seconds(2), seconds(10));
            assertThat(connection.isClosedByPeer()).isTrue();
        }
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "Expect: 100-continue was not answered: a second lost, then 408",
            now = "100 once the headers are accepted, then the answer")
    void aCallerThatExpectsTheGoAheadGetsItBeforeItsBody() throws IOException {
        Webhook webhook = Webhooks.night("expecting", 60);
        try (RawConnection connection = new RawConnection(service)) {
            String goAhead = connection
                    .send(RawConnection.headOf(
                            webhook, "Expect: 100-continue\r\nContent-Length: " + webhook.body().length))
                    .head();

            assertThat(RawConnection.statusIn(goAhead)).isEqualTo("100");
            assertThat(connection.send(webhook.body()).status()).isEqualTo(202);
        }
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "A wrong method on a webhook was 404",
            now = "405 with the methods that are allowed")
    void aWrongMethodIsAnsweredWithTheRightOnes() throws IOException {
        try (RawConnection connection = new RawConnection(service)) {
            String head = connection
                    .send("PUT /webhook/oura HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                    .head();

            assertThat(RawConnection.statusIn(head)).isEqualTo("405");
            assertThat(head).contains("allow: get, post");
        }
    }

    @ParameterizedTest
    @FixedFault(
            area = Area.MEMORY,
            fault = "Five stalled bodies of 13 MB without a signature kept all three providers out",
            now = "Ordinary webhooks are accepted while large bodies stall")
    @ValueSource(ints = {5, 20})
    void stalledLargeBodiesDoNotKeepOrdinaryWebhooksOut(int stalled) throws IOException {
        List<RawConnection> connections = new ArrayList<>();
        try {
            for (int i = 0; i < stalled; i++) {
                RawConnection connection = new RawConnection(service);
                connections.add(connection);
                connection
                        .send("POST /webhook/terra HTTP/1.1\r\nHost: x\r\nContent-Length: " + (14 << 20) + "\r\n\r\n")
                        .sendWhileAccepted(new byte[13 << 20], 1);
            }

            assertThat(Webhooks.send(Webhooks.night("ordinary", 60), service).status())
                    .isEqualTo(202);
        } finally {
            for (RawConnection connection : connections) {
                connection.close();
            }
        }
    }

    @Test
    void aFloodOfHeadersIsRefused() throws IOException {
        assertThat(statusOfHead("x-flood: " + "a".repeat(1_000) + "\r\n", 100)).isEqualTo(431);
        assertThat(statusOfHead("x-" + "a".repeat(200_000) + ": b\r\n", 1)).isEqualTo(431);
        assertThat(statusOfHead("a: b\r\n", 20_000)).isEqualTo(431);
    }

    private int statusOfHead(String header, int times) throws IOException {
        try (RawConnection connection = new RawConnection(service)) {
            return connection
                    .send("POST /webhook/terra HTTP/1.1\r\nHost: x\r\n")
                    .sendWhileAccepted(header.repeat(times).getBytes(StandardCharsets.ISO_8859_1), 1)
                    .sendWhileAccepted("Content-Length: 0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), 1)
                    .status();
        }
    }

    private static byte[] chunk(int size) {
        return (Integer.toHexString(size) + "\r\n" + "\0".repeat(size) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int limit(String path) {
        return path.endsWith("terra") ? TERRA_LIMIT : NOTICE_LIMIT;
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
