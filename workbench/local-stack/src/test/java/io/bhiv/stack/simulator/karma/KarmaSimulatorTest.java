package io.bhiv.stack.simulator.karma;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.backend.FreePort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KarmaSimulatorTest {

    private final KarmaSimulator karma = new KarmaSimulator();
    private final int port = FreePort.any();
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void start() throws Exception {
        karma.start(port, line -> {});
    }

    @AfterEach
    void stop() {
        karma.stop();
        client.close();
    }

    @Test
    void notesEachKeyOnce() throws Exception {
        String body = "{\"user_id\":\"u\",\"action\":\"completing_lessons\",\"intensity\":1}";

        assertThat(log("k-1", body).body()).contains("\"duplicate\":false");
        assertThat(log("k-1", body).body()).contains("\"duplicate\":true");
        assertThat(log("k-2", body).statusCode()).isEqualTo(200);

        assertThat(send(HttpRequest.newBuilder(uri("/api/v1/karma/actions"))).body())
                .isEqualTo("{\"actions\":{\"completing_lessons\":2},\"repeated\":1}");
    }

    @Test
    void refusesWhatTheTrackerWouldRefuse() throws Exception {
        assertThat(log("k", "{\"user_id\":\"u\"}").statusCode()).isEqualTo(400);
        assertThat(log("k", "nonsense").statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> log(String key, String body) throws Exception {
        return send(HttpRequest.newBuilder(uri("/api/v1/karma/log-action/"))
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }
}
