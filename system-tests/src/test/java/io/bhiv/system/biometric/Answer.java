package io.bhiv.system.biometric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** What the service said to a webhook. */
record Answer(int status, boolean saysWhenToRetry, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Sends once. Throws where the connection was refused or cut. */
    static Answer to(Webhook webhook, ServiceProcess service) throws IOException {
        try {
            HttpResponse<String> response = HTTP.send(webhook.to(service), BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Retry-After").isPresent(),
                    response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    boolean isAcknowledgement() {
        return status == 202 || status == 200;
    }

    /** The id under which it was stored. */
    String eventId() {
        try {
            return JSON.readTree(body).path("event_id").asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }
}
