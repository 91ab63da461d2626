package io.bhiv.stack.simulator.wearable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.play.webhook.Seal;
import io.bhiv.play.webhook.Whoop;
import io.bhiv.simulator.http.Answer;
import io.bhiv.simulator.http.Request;
import io.bhiv.simulator.http.SimulatorServer;
import io.bhiv.stage.backend.FreePort;
import io.bhiv.stage.layout.Settings;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The simulators as the stack runs them, over HTTP alone. */
class WearableSimulatorTest {

    private static final String REDIRECT = "http://localhost:8889/connect/whoop/callback";

    private final List<Request> webhooks = new CopyOnWriteArrayList<>();
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final SimulatorServer service = SimulatorServer.start(
            0,
            request -> {
                webhooks.add(request);
                return Answer.empty(202);
            },
            line -> {});
    private final int port = FreePort.any();
    private final HttpClient client = HttpClient.newHttpClient();
    private final WearableSimulator whoop = new WearableSimulator(
            Wearable.WHOOP,
            new Settings(
                    Map.of(
                            "BRIDGE_BIOMETRIC_PORT",
                            Integer.toString(service.port()),
                            "WHOOP_WEBHOOK_SECRET",
                            "newer-secret,older-secret"),
                    Map.of(),
                    false));

    @AfterEach
    void stop() {
        whoop.stop();
        service.close();
        client.close();
    }

    @Test
    void aPersonWhoConnectedHasNightsThatReachTheServiceSigned() throws Exception {
        whoop.start(port, log::add);
        send("POST", "/control/people", "{\"count\":1,\"days\":3}");
        String authorize = "/oauth/oauth2/auth?response_type=code&client_id=local-stack&state=long-enough&scope=offline"
                + "&person=person-1&decision=allow&redirect_uri="
                + URLEncoder.encode(REDIRECT, StandardCharsets.UTF_8);
        String location =
                send("GET", authorize, "").headers().firstValue("location").orElseThrow();
        assertThat(location).startsWith(REDIRECT + "?");
        String code = location.replaceAll(".*[?&]code=([^&]*).*", "$1");
        HttpResponse<String> tokens = client.send(
                HttpRequest.newBuilder(uri("/oauth/oauth2/token"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("grant_type=authorization_code&client_id=local-stack"
                                + "&client_secret=newer-secret&code=" + code + "&redirect_uri="
                                + URLEncoder.encode(REDIRECT, StandardCharsets.UTF_8)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(tokens.statusCode()).isEqualTo(200);

        assertThat(send("POST", "/control/nights", "{\"rmssd\":19}").statusCode())
                .isEqualTo(200);

        await().untilAsserted(() -> assertThat(webhooks).hasSize(2));
        Request webhook = webhooks.getFirst();
        assertThat(webhook.path()).isEqualTo("/webhook/whoop");
        long millis =
                Long.parseLong(webhook.header("X-WHOOP-Signature-Timestamp").orElseThrow());
        assertThat(webhook.headers())
                .containsEntry(
                        "x-whoop-signature",
                        new Whoop()
                                .signed(webhook.body(), new Seal(Instant.ofEpochMilli(millis), "newer-secret"))
                                .headers()
                                .get("X-WHOOP-Signature"));
        assertThat(log).anyMatch(line -> line.startsWith("new night of person-1"));
        assertThat(send("GET", "/control/state", "").body()).contains("\"connected\":1");
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
