package io.bhiv.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BridgeClientTest {

    private final AtomicReference<String> received = new AtomicReference<>("");
    private final AtomicReference<String> key = new AtomicReference<>("");
    private final AtomicReference<String> idempotencyKey = new AtomicReference<>("");
    private HttpServer server = stopped();
    private int status = 200;
    private String answer = "{}";

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.set(exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            idempotencyKey.set(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")));
            key.set(String.valueOf(exchange.getRequestHeaders().getFirst("X-Api-Key")));
            byte[] body = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void sendsAPayloadAndReadsTheReceipt() {
        answer = "{\"delivery_id\":\"d-1\",\"status\":\"delivered\",\"detail\":\"HTTP 200\"}";

        SendReceipt receipt = client().withApiKey("secret")
                .sendToCore(Map.of("text", "a \"quote\"\n", "list", List.of(1, 2.5, true)))
                .toCompletableFuture()
                .join();

        assertThat(receipt).isEqualTo(new SendReceipt("d-1", "delivered", "HTTP 200"));
        assertThat(receipt.isDelivered()).isTrue();
        assertThat(received.get())
                .startsWith("/connectors/core/send ")
                .contains("\"text\":\"a \\\"quote\\\"\\u000a\"")
                .contains("\"list\":[1,2.5,true]");
        assertThat(key.get()).isEqualTo("secret");
    }

    @Test
    void savesAPayloadUnderAName() {
        answer = "{\"status\":\"saved\",\"path\":\"/data/b\\\\u0065 x.json\"}";

        String path = client().saveToBucket("plain text", "x.json")
                .toCompletableFuture()
                .join();

        assertThat(received.get())
                .isEqualTo("/connectors/bucket/save {\"filename\":\"x.json\",\"payload\":\"plain text\"}");
        assertThat(path).isEqualTo("/data/b\\u0065 x.json");
    }

    @Test
    void aCallMayBeMadeAgainUnderItsKey() {
        answer = "{\"delivery_id\":\"d-1\",\"status\":\"pending\",\"duplicate\":true}";

        SendReceipt receipt =
                client().sendToCore(1, "order-7").toCompletableFuture().join();

        assertThat(receipt).isEqualTo(new SendReceipt("d-1", "pending", ""));
        assertThat(idempotencyKey.get()).isEqualTo("order-7");
    }

    @Test
    void refusalCarriesTheStatus() {
        status = 507;
        answer = "{\"status\":507,\"detail\":\"no room\"}";

        assertThatThrownBy(() ->
                        client().saveToBucket(1, "x.json").toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(BridgeRefused.class, refused -> {
                    assertThat(refused.status()).isEqualTo(507);
                    assertThat(refused.isTemporary()).isFalse();
                    assertThat(refused).hasMessageContaining("no room");
                });
    }

    @Test
    void onlyFieldsOfTheAnswerItselfAreRead() {
        answer = "{\"nested\":{\"status\":\"failed\"},\"text\":\"\\\"detail\\\":\\\"no\\\"\","
                + "\"delivery_id\":\"d-1\",\"status\":\"delivered\"}";

        assertThat(client().sendToCore(1).toCompletableFuture().join())
                .isEqualTo(new SendReceipt("d-1", "delivered", ""));
    }

    @Test
    void anErrorPageOfAProxyIsARefusalAsWell() {
        status = 502;
        answer = "<html>Bad Gateway</html>";

        assertThatThrownBy(() -> client().sendToCore(1).toCompletableFuture().join())
                .cause()
                .isInstanceOfSatisfying(
                        BridgeRefused.class,
                        refused -> assertThat(refused.status()).isEqualTo(502));
    }

    @Test
    void anAnswerThatIsNotJsonIsNoReceipt() {
        answer = "{\"delivery_id\":\"d-1\",";

        assertThatThrownBy(() -> client().sendToCore(1).toCompletableFuture().join())
                .cause()
                .isInstanceOf(IOException.class);
    }

    @Test
    void anAnswerThatStallsAfterItsHeadersEndsTheCall() throws IOException {
        try (ServerSocket stalling = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            CompletionStage<SendReceipt> sent = BridgeClient.of(
                            URI.create("http://127.0.0.1:" + stalling.getLocalPort()))
                    .withTimeout(Duration.ofSeconds(1))
                    .sendToCore(Map.of());
            try (Socket connection = stalling.accept()) {
                connection
                        .getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(sent)
                        .failsWithin(Duration.ofSeconds(20))
                        .withThrowableThat()
                        .withCauseInstanceOf(HttpTimeoutException.class);
            }
        }
    }

    @Test
    void whatHasNoPlaceInJsonIsRefusedBeforeAnythingIsSent() {
        assertThatThrownBy(() -> client().sendToCore(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> client().sendToCore(new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThat(received.get()).isEmpty();
    }

    private static HttpServer stopped() {
        try {
            return HttpServer.create();
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private BridgeClient client() {
        return BridgeClient.of(
                        URI.create("http://localhost:" + server.getAddress().getPort() + "/"))
                .withTimeout(Duration.ofSeconds(5));
    }
}
