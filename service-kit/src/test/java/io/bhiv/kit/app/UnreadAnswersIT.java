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
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Large answers of callers who do not read them. */
@QuarkusTest
@TestProfile(BodiesProfile.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class UnreadAnswersIT {

    /** Beyond the window of 64 KiB with which a stream begins; two of them are more than there is room for. */
    private static final int LARGE = 128 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    MeterRegistry meters;

    @Inject
    Vertx vertx;

    private HttpClient client;

    @BeforeEach
    void connect() {
        await().atMost(PATIENCE).until(() -> held() == 0);
        client = vertx.createHttpClient(new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false)
                .setDefaultPort(RestAssured.port)
                .setDefaultHost("localhost"));
    }

    @AfterEach
    void disconnect() throws Exception {
        answered(client.close());
        await().atMost(PATIENCE).until(() -> held() == 0);
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "An answer that waited for the closed window of its HTTP/2 stream was in memory and not counted",
            now = "It counts until its stream ends, and the connection is closed when it is not read in time")
    void anAnswerBehindAClosedWindowCountsUntilItsStreamEnds() throws Exception {
        HttpClientResponse unread = answered(unread());
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        unread.exceptionHandler(end::complete);

        assertThat(held()).isEqualTo(LARGE);
        assertThat(answered(ask(LARGE)).statusCode()).isEqualTo(503);
        assertThat(end.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(HttpClosedException.class);
        await().atMost(PATIENCE).until(() -> held() == 0);

        assertThat(answered(ask(LARGE).compose(HttpClientResponse::body)).length())
                .isEqualTo(LARGE);
    }

    @Test
    void anAnswerIsGivenBackWhenItsConnectionEnds() throws Exception {
        HttpClientResponse unread = answered(unread());
        assertThat(held()).isEqualTo(LARGE);

        answered(unread.request().connection().close());

        await().atMost(Duration.ofSeconds(2)).until(() -> held() == 0);
    }

    @Test
    void answersThatAreReadAreGivenBackAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            Buffer body = answered(ask(LARGE).compose(HttpClientResponse::body));
            assertThat(body.length()).isEqualTo(LARGE);
        }
    }

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "A caller who never read a large answer kept its room for half an hour",
            now = "Its connection is closed when the answer is not read in time")
    void aConnectionWhoseAnswerIsNotReadIsClosed() throws IOException {
        try (Socket caller = new Socket()) {
            caller.setReceiveBufferSize(4_096);
            caller.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
            String request = "GET /sample/large?bytes=" + (16 << 20) + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
            caller.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            await().atMost(PATIENCE).until(() -> held() > 0);
            await().atMost(PATIENCE).until(() -> held() == 0);
        }
    }

    /** Paused before any of the body comes: the client opens no window from then on. */
    private Future<HttpClientResponse> unread() {
        return ask(LARGE).map(HttpClientResponse::pause);
    }

    private Future<HttpClientResponse> ask(int bytes) {
        return client.request(HttpMethod.GET, "/sample/large?bytes=" + bytes).compose(HttpClientRequest::send);
    }

    private static <T> T answered(Future<T> answer) throws Exception {
        return answer.toCompletionStage().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private double held() {
        return meters.get("bridge.bodies.bytes").gauge().value();
    }
}
