package io.bhiv.stack.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.bhiv.play.webhook.Scenario;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Posts webhooks and reads the answers. Blocks for at most 10 s, which is as long as the most patient provider waits. */
final class WebhookSender {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String baseUrl;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(LIMIT)
            .build();

    WebhookSender(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** Opens a connection and loads what a first request needs, so that reported times are the bridge's and not ours. */
    void warmUp() throws IOException, InterruptedException {
        HttpRequest health = HttpRequest.newBuilder(URI.create(baseUrl + "/health"))
                .timeout(LIMIT)
                .build();
        for (int i = 0; i < 3; i++) {
            parse(client.send(health, BodyHandlers.ofString()).body());
        }
    }

    Sent send(Scenario.Step step) throws IOException, InterruptedException {
        HttpRequest request = step.webhook().to(baseUrl, LIMIT);
        long sent = System.nanoTime();
        HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
        double millis = (System.nanoTime() - sent) / 1e6;
        JsonNode answer = parse(response.body());
        return new Sent(
                step.label(),
                response.statusCode(),
                step.expectedStatus(),
                sent,
                millis,
                Optional.ofNullable(answer.get("event_id")).map(JsonNode::asText),
                answer.path("duplicate").asBoolean(false),
                response.body());
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException noJson) {
            return MissingNode.getInstance();
        }
    }
}
