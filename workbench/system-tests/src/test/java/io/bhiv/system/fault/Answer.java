package io.bhiv.system.fault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/**
 * The answer of a service to a request.
 *
 * @param retryAfter when it asks to be sent to again; zero where it does not say
 */
public record Answer(int status, Duration retryAfter, String body) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /** Sends once. Throws where the connection was refused or cut. */
    public static Answer to(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    Duration.ofSeconds(
                            response.headers().firstValueAsLong("Retry-After").orElse(0)),
                    response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    public boolean hasRetryAfter() {
        return retryAfter.isPositive();
    }

    public boolean isAcknowledgement() {
        return status == 202 || status == 200;
    }

    /** The id under which it was stored. */
    public String eventId() {
        return text("event_id");
    }

    /** This field of every object in an array of the body. */
    public Set<String> texts(String array, String field) {
        try {
            return Set.copyOf(JSON.readTree(body).path(array).findValuesAsText(field));
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }

    /** A field of the body; empty where there is none. */
    public String text(String field) {
        try {
            return JSON.readTree(body).path(field).asText();
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + body, e);
        }
    }
}
