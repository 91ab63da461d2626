package io.bhiv.stack.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.stack.simulator.wearable.Wearable;
import io.bhiv.stage.layout.BadSetting;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A person's account at a simulated provider, which the bridge may be allowed to read. */
record Account(Wearable provider, Target target, String person) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    /** False where the person was connected before. */
    boolean connectOnce() throws IOException, InterruptedException {
        if (isConnected()) {
            return false;
        }
        connect();
        return true;
    }

    private boolean isConnected() throws IOException, InterruptedException {
        URI known = URI.create(target.url() + "/api/v1/biometric/connections?state=ACTIVE&provider=" + provider.label()
                + "&reference=" + encoded(person));
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(get(known), BodyHandlers.ofString());
            JsonNode found = answer.statusCode() == 200
                    ? JSON.readTree(answer.body()).path("connections")
                    : JSON.createArrayNode();
            return !found.isEmpty();
        }
    }

    /** What a browser does in which the person allows everything. */
    private void connect() throws IOException, InterruptedException {
        try (HttpClient browser =
                HttpClient.newBuilder().cookieHandler(new CookieManager()).build()) {
            String page = target.url() + "/connect/" + provider.label();
            // Its cookie is what allows to begin.
            var _ = browser.send(get(URI.create(page + "?reference=" + encoded(person))), BodyHandlers.discarding());
            HttpRequest begin = HttpRequest.newBuilder(URI.create(page))
                    .timeout(ANSWER_LIMIT)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString("reference=" + encoded(person)))
                    .build();
            URI consent = next(browser, begin);
            URI back = next(browser, get(URI.create(consent + "&decision=allow&person=" + encoded(person))));
            HttpResponse<String> done = browser.send(get(back), BodyHandlers.ofString());
            if (done.statusCode() != 200) {
                throw new BadSetting(
                        "Connecting " + person + " to " + provider.label() + " was answered " + done.statusCode(),
                        null);
            }
        }
    }

    private static HttpRequest get(URI address) {
        return HttpRequest.newBuilder(address).timeout(ANSWER_LIMIT).build();
    }

    private static URI next(HttpClient browser, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = browser.send(request, BodyHandlers.ofString());
        return answer.headers()
                .firstValue("Location")
                .map(request.uri()::resolve)
                .orElseThrow(
                        () -> new BadSetting(request.uri().getPath() + " was answered " + answer.statusCode(), null));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
