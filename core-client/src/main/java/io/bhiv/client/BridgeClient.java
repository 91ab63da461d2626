package io.bhiv.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The two calls of the BHIV connectors, made through the core bridge. Asynchronous; safe for any thread; one instance is
 * enough for a program.
 *
 * <p>A payload is JSON made of {@code Map} (with string keys), {@code Iterable}, {@code String}, {@code Number},
 * {@code Boolean} and null. Stages fail with {@link BridgeRefused} where the bridge refused ({@code isTemporary()} returns
 * whether the identical call may be made again), and with an {@code IOException} where it could not be reached or its answer
 * is not JSON.
 */
public final class BridgeClient {

    private final URI bridge;
    private final @Nullable String apiKey;
    private final Duration timeout;
    private final HttpClient http;

    private BridgeClient(URI bridge, @Nullable String apiKey, Duration timeout) {
        this.bridge = bridge;
        this.apiKey = apiKey;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /** A client of the bridge at this address, for example {@code http://localhost:8000}; calls may take 10 s. */
    public static BridgeClient of(URI bridge) {
        return new BridgeClient(bridge, null, Duration.ofSeconds(10));
    }

    /** The same with an API key of role {@code ingest}. */
    public BridgeClient withApiKey(String key) {
        return new BridgeClient(bridge, key, timeout);
    }

    /** The same with another limit on the time of a call. */
    public BridgeClient withTimeout(Duration limit) {
        return new BridgeClient(bridge, apiKey, limit);
    }

    /**
     * Sends a payload to BHIV Core. Once the stage completes, the bridge has committed it and retries by itself; what
     * finally fails is kept for replay.
     */
    public CompletionStage<SendReceipt> sendToCore(@Nullable Object payload) {
        return post("connectors/core/send", payload, null).thenApply(SendReceipt::of);
    }

    /**
     * The same under an idempotency key of the caller's, 1 to 255 characters: a caller that got no answer may call again with
     * the same payload, and it stays one delivery. With another payload the stage fails with status 409.
     */
    public CompletionStage<SendReceipt> sendToCore(@Nullable Object payload, String idempotencyKey) {
        return post("connectors/core/send", payload, idempotencyKey).thenApply(SendReceipt::of);
    }

    /** Saves a payload as one whole object in BHIV Bucket; a string is saved as its text. Completes with its path. */
    public CompletionStage<String> saveToBucket(@Nullable Object payload, String filename) {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("filename", filename);
        request.put("payload", payload);
        return post("connectors/bucket/save", request, null).thenApply(answer -> String.valueOf(answer.get("path")));
    }

    private CompletionStage<Map<String, @Nullable Object>> post(
            String path, @Nullable Object body, @Nullable String idempotencyKey) {
        HttpRequest.Builder request = HttpRequest.newBuilder(resolve(path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JsonWriter.write(body)));
        if (apiKey != null) {
            request.header("X-Api-Key", apiKey);
        }
        if (idempotencyKey != null) {
            request.header("Idempotency-Key", idempotencyKey);
        }
        return whole(http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()))
                .thenApply(BridgeClient::answer);
    }

    /** The request's own limit ends with the headers of the answer. */
    private CompletableFuture<HttpResponse<String>> whole(CompletableFuture<HttpResponse<String>> exchange) {
        return exchange.copy()
                .orTimeout(timeout.plus(timeout.dividedBy(10)).toMillis(), TimeUnit.MILLISECONDS)
                .exceptionallyCompose(failure -> {
                    exchange.cancel(true);
                    return CompletableFuture.failedFuture(
                            failure instanceof TimeoutException
                                    ? new HttpTimeoutException("the bridge's answer stalled")
                                    : failure);
                });
    }

    private URI resolve(String path) {
        String base = bridge.toString();
        return URI.create(base.endsWith("/") ? base + path : base + "/" + path);
    }

    private static Map<String, @Nullable Object> answer(HttpResponse<String> response) {
        Optional<Map<String, @Nullable Object>> body = JsonReader.object(response.body());
        if (response.statusCode() / 100 != 2) {
            // A proxy in between answers errors in HTML.
            String detail = body.map(fields -> String.valueOf(fields.getOrDefault("detail", "")))
                    .orElse("");
            throw new BridgeRefused(response.statusCode(), detail);
        }
        return body.orElseThrow(() -> new CompletionException(new IOException("the bridge's answer is not JSON")));
    }
}
