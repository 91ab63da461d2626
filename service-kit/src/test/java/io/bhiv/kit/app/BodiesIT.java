package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(BodiesProfile.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class BodiesIT {

    private static final int LARGE = 65 << 10;
    private static final int UNDECLARED = 1 << 20;
    private static final int ANSWER_LIMIT_MILLIS = 20_000;

    @Inject
    MeterRegistry meters;

    @Inject
    Vertx vertx;

    @BeforeEach
    void everyPlaceIsFree() {
        await().atMost(Duration.ofSeconds(20)).until(() -> placesTaken() == 0);
    }

    @Test
    void aBodyThatTricklesIsAnswered408AndCut() throws IOException {
        try (Socket caller = trickling(LARGE)) {
            String answer = everything(caller);

            assertThat(answer).startsWith("HTTP/1.1 408").contains("urn:bhiv:problem:request-timeout");
        }
        await().atMost(Duration.ofSeconds(5)).until(() -> placesTaken() == 0);
    }

    @Test
    void aBodyOfUndeclaredLengthHasADeadlineToo() throws IOException {
        try (Socket caller = opened("Transfer-Encoding: chunked\r\n\r\n2\r\n{\"\r\n")) {
            assertThat(everything(caller)).startsWith("HTTP/1.1 408");
        }
    }

    @Test
    @Tag("timing")
    void slowLargeBodiesLeaveRoomForSmallOnes() throws IOException {
        try (Socket _ = trickling(LARGE);
                Socket _ = trickling(LARGE)) {
            await().atMost(Duration.ofSeconds(2)).until(() -> placesTaken() == 2 * LARGE);

            assertThat(answerTo(LARGE)).startsWith("HTTP/1.1 503").containsIgnoringCase("\r\nRetry-After: 1\r\n");
            assertThat(answerTo(32 << 10)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void oneBodyMayComeInAloneHoweverLarge() throws IOException {
        assertThat(answerTo(300 << 10)).startsWith("HTTP/1.1 200");
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "Each request that declared more than the largest body took its places for ever: four of them, and every body was"
                            + " answered 503 until the restart",
            now = "It is refused before it takes places, with problem details")
    void aBodyDeclaredAboveTheLimitIsRefusedAndTakesNoPlaces() throws IOException {
        for (int i = 0; i < 3; i++) {
            try (Socket caller = opened("Content-Length: 20000000\r\n\r\n{\"le")) {
                assertThat(everything(caller)).startsWith("HTTP/1.1 413").contains("urn:bhiv:problem:too-large");
            }
        }
        assertThat(placesTaken()).isZero();
        assertThat(answerTo(32 << 10)).startsWith("HTTP/1.1 200");
    }

    @Test
    void aBodyThatGrowsAboveTheLimitGivesItsPlacesBack() throws IOException {
        byte[] chunk = ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket caller = opened("Transfer-Encoding: chunked\r\n\r\n")) {
            sendWhileAccepted(caller, chunk, 300);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> placesTaken() == 0);
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault =
                    "A body in chunks took 256 KiB of the room for bodies however large it became, and one of an HTTP/2 stream"
                            + " without a declared length took none and had no deadline: a few callers could fill the heap",
            now = "Such a body takes as much room as it may become, 1 MiB, and is refused beyond")
    void aBodyOfUndeclaredLengthIsRefusedBeyondWhatIsCounted() throws IOException {
        byte[] half = ("80000\r\n" + " ".repeat(UNDECLARED / 2) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (Socket caller = opened("Transfer-Encoding: chunked\r\n\r\n")) {
            sendWhileAccepted(caller, half, 3);

            // At once, and not at the deadline; who goes on sending may lose the answer.
            assertThat(answerOrCut(caller))
                    .satisfiesAnyOf(
                            answer -> assertThat(answer).startsWith("HTTP/1.1 413"),
                            answer -> assertThat(answer).isEqualTo("cut"));
        }
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "A body without a declared length that became too large was answered twice: the framework ended an"
                    + " answer without problem details, and each such body left an error in the log, as if it were"
                    + " a fault of the service",
            now = "It is answered once, with problem details, and nothing is logged")
    void aBodyThatBecomesTooLargeIsAnsweredOnceAndIsNoFailureOfOurs() throws IOException {
        byte[] half = ("80000\r\n" + " ".repeat(UNDECLARED / 2) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (LoggedFailures logged = new LoggedFailures()) {
            try (Socket caller = opened("Transfer-Encoding: chunked\r\n\r\n")) {
                sendWhileAccepted(caller, half, 3);
                sendWhileAccepted(caller, "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 1);

                assertThat(everything(caller))
                        .startsWith("HTTP/1.1 413")
                        .contains("urn:bhiv:problem:too-large")
                        .containsOnlyOnce("HTTP/1.1 ");
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> placesTaken() == 0);
            assertThat(logged.lines()).isEmpty();
        }
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "A stream without a declared length that became too large was answered with Connection: close,"
                    + " which HTTP/2 forbids, and ended all other streams of its connection",
            now = "Its stream ends with 413 and problem details, the connection stays")
    void aStreamThatBecomesTooLargeEndsAlone() throws Exception {
        HttpClient client = http2();
        try (LoggedFailures logged = new LoggedFailures()) {
            Refusal refusal = answered(client.request(HttpMethod.POST, "/sample/body")
                    .compose(request -> {
                        request.putHeader("Content-Type", "application/json").setChunked(true);
                        request.write(" ".repeat(UNDECLARED));
                        request.write("{\"le");
                        return request.response();
                    })
                    .compose(answer -> answer.body().map(problem -> new Refusal(answer, problem.toString()))));
            HttpClientResponse next = answered(
                    client.request(HttpMethod.GET, "/sample/page?limit=3").compose(HttpClientRequest::send));

            assertThat(refusal.answer().statusCode()).isEqualTo(413);
            assertThat(refusal.answer().getHeader("Connection")).isNull();
            assertThat(refusal.problem()).contains("urn:bhiv:problem:too-large");
            assertThat(next.statusCode()).isEqualTo(200);
            assertThat(next.request().connection())
                    .isSameAs(refusal.answer().request().connection());
            assertThat(logged.lines()).isEmpty();
        } finally {
            answered(client.close());
        }
    }

    private record Refusal(HttpClientResponse answer, String problem) {}

    @Test
    void aBodyOfUndeclaredLengthIsReadToItsEnd() throws Exception {
        String body = "{\"level\":1" + " ".repeat((600 << 10) - 11) + '}';
        String chunked = "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                + "\r\n" + body + "\r\n0\r\n\r\n";
        try (Socket caller = opened(chunked)) {
            assertThat(everything(caller)).startsWith("HTTP/1.1 200");
        }
        everyPlaceIsFree();
        try (Socket caller = opened("/sample/ingest", chunked)) {
            assertThat(everything(caller)).startsWith("HTTP/1.1 200").endsWith(Integer.toString(body.length()));
        }
        everyPlaceIsFree();
        HttpClient client = http2();
        try {
            HttpClientResponse answer =
                    answered(client.request(HttpMethod.POST, "/sample/body").compose(request -> {
                        request.putHeader("Content-Type", "application/json").setChunked(true);
                        request.write("{\"level\":");
                        return request.end("1}").compose(_ -> request.response());
                    }));

            assertThat(answer.statusCode()).isEqualTo(200);
        } finally {
            answered(client.close());
        }
    }

    @Test
    void aCallerThatExpectsTheGoAheadGetsItOnce() throws IOException {
        try (Socket caller =
                opened("Connection: close\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")) {
            byte[] goAhead = caller.getInputStream().readNBytes("HTTP/1.1 100 Continue\r\n\r\n".length());
            caller.getOutputStream().write("b\r\n{\"level\":1}\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(goAhead, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 100");
            assertThat(everything(caller)).startsWith("HTTP/1.1 200");
        }
    }

    private static String answerOrCut(Socket caller) throws IOException {
        try {
            return everything(caller);
        } catch (SocketException reset) {
            return "cut";
        }
    }

    private static void sendWhileAccepted(Socket caller, byte[] chunk, int times) {
        try {
            for (int i = 0; i < times; i++) {
                caller.getOutputStream().write(chunk);
            }
        } catch (IOException refused) {
            assertThat(refused).isNotNull();
        }
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "Refusals under HTTP/2 carried Connection: close, and clients saw PROTOCOL_ERROR",
            now = "The answer is read, the stream ends, the connection stays")
    void anHttp2CallerReadsTheRefusalAndKeepsItsConnection() throws Exception {
        HttpClient client = http2();
        try {
            HttpClientResponse refusal =
                    answered(client.request(HttpMethod.POST, "/sample/body").compose(request -> {
                        request.putHeader("Content-Type", "application/json")
                                .putHeader("Content-Length", Integer.toString(LARGE));
                        request.write("{\"le");
                        return request.response();
                    }));
            HttpClientResponse next = answered(
                    client.request(HttpMethod.GET, "/sample/page?limit=3").compose(HttpClientRequest::send));

            assertThat(refusal.statusCode()).isEqualTo(408);
            assertThat(refusal.getHeader("Connection")).isNull();
            assertThat(next.statusCode()).isEqualTo(200);
            assertThat(next.request().connection()).isSameAs(refusal.request().connection());
        } finally {
            answered(client.close());
        }
    }

    @Test
    void aStreamThatDeclaresNoLengthIsCountedAndHasADeadline() throws Exception {
        HttpClient client = http2();
        try {
            Future<HttpClientResponse> refusal = client.request(HttpMethod.POST, "/sample/body")
                    .compose(request -> {
                        request.putHeader("Content-Type", "application/json").setChunked(true);
                        request.write("{\"le");
                        return request.response();
                    });

            // What takes no room has none.
            assertThat(answered(refusal).statusCode()).isEqualTo(408);
        } finally {
            answered(client.close());
        }
    }

    private HttpClient http2() {
        return vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultPort(RestAssured.port)
                .setDefaultHost("localhost"));
    }

    private static <T> T answered(Future<T> answer) throws Exception {
        return answer.toCompletionStage().toCompletableFuture().get(ANSWER_LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    }

    private double placesTaken() {
        return meters.get("bridge.bodies.bytes").gauge().value();
    }

    /** By a plain socket: a client library takes seconds to begin, and the slow bodies have only a few. */
    private static String answerTo(int size) throws IOException {
        String body = "{\"level\":1" + " ".repeat(size - 11) + "}";
        try (Socket caller = opened("Connection: close\r\nContent-Length: " + size + "\r\n\r\n" + body)) {
            return everything(caller);
        }
    }

    private static Socket trickling(int declared) throws IOException {
        return opened("Content-Length: " + declared + "\r\n\r\n{\"le");
    }

    private static Socket opened(String rest) throws IOException {
        return opened("/sample/body", rest);
    }

    private static Socket opened(String path, String rest) throws IOException {
        Socket caller = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port);
        caller.setSoTimeout(ANSWER_LIMIT_MILLIS);
        String head = "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
        caller.getOutputStream().write((head + rest).getBytes(StandardCharsets.US_ASCII));
        return caller;
    }

    /** Ends when the other side closes the connection, and fails where it does not. */
    private static String everything(Socket caller) throws IOException {
        return new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
