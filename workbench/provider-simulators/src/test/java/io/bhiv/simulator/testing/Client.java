package io.bhiv.simulator.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.simulator.http.Parameters;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A client that follows no redirect. */
public final class Client implements AutoCloseable {

    public static final String ID = "bridge";
    public static final String SECRET = "fake-secret";
    public static final String REDIRECT = "http://localhost/callback?app=1";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;

    public Client(URI base) {
        this.base = base;
    }

    /** An answer whose body was read. */
    public record Got(int status, HttpResponse<String> whole) {

        public JsonNode json() {
            try {
                return MAPPER.readTree(whole.body());
            } catch (IOException e) {
                throw new AssertionError("No JSON: " + whole.body(), e);
            }
        }

        public Optional<String> header(String name) {
            return whole.headers().firstValue(name);
        }

        /** The parameters of the address that this redirects to. */
        public Parameters redirect() {
            return Parameters.parse(URI.create(header("location").orElseThrow()).getRawQuery());
        }
    }

    public Got get(String path) {
        return send(request(path).GET());
    }

    public Got get(String path, String token) {
        return send(request(path).header("Authorization", "Bearer " + token).GET());
    }

    public Got form(String path, Map<String, String> fields) {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(query(fields))));
    }

    public Got send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, BodyPublishers.ofString(body));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /** The token endpoint, with the application's credentials. */
    public Got token(String path, Map<String, String> fields) {
        Map<String, String> all = new HashMap<>(fields);
        all.putIfAbsent("client_id", ID);
        all.putIfAbsent("client_secret", SECRET);
        return form(path, all);
    }

    public static String query(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    private Got send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> answer = http.send(request.build(), BodyHandlers.ofString());
            return new Got(answer.statusCode(), answer);
        } catch (IOException e) {
            throw new AssertionError("No answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
