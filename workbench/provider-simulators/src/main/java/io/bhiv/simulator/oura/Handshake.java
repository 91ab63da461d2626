package io.bhiv.simulator.oura;

import io.bhiv.simulator.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

/** Asks an address, while the subscription is being made, whether it wants notices: it must return the challenge. */
record Handshake(HttpClient http) {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    boolean succeeds(URI callback, String verificationToken) {
        String challenge = UUID.randomUUID().toString();
        String separator = callback.getRawQuery() == null ? "?" : "&";
        URI asked = URI.create(callback + separator + "verification_token="
                + URLEncoder.encode(verificationToken, StandardCharsets.UTF_8) + "&challenge=" + challenge);
        try {
            HttpResponse<byte[]> answer =
                    http.send(HttpRequest.newBuilder(asked).timeout(LIMIT).build(), BodyHandlers.ofByteArray());
            return answer.statusCode() == 200
                    && Json.read(answer.body())
                            .flatMap(body -> Json.text(body, "challenge"))
                            .filter(challenge::equals)
                            .isPresent();
        } catch (IOException noAnswer) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
