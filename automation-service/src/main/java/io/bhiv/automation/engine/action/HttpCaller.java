package io.bhiv.automation.engine.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.bhiv.automation.engine.action.Action.Outcome;
import io.bhiv.automation.engine.job.Policies.Fault;
import io.bhiv.kit.call.WholeCalls;
import io.bhiv.kit.retry.RetryAfter;
import io.smallrye.mutiny.Uni;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Calls over HTTP: no redirects, the time limited by the caller, at most 64 KiB of an answer kept.
 *
 * <p>Needs neither Quarkus nor a running stack, so that a single update can be sent from a laptop.
 */
public final class HttpCaller {

    static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final WholeCalls calls;
    private final Clock clock;

    public HttpCaller(HttpClient client, Clock clock, Duration timeout) {
        this.calls = new WholeCalls(client, timeout);
        this.clock = clock;
    }

    /**
     * A client with a connection pool of its own.
     *
     * @param timeout the longest any call may take; a job's policy cannot extend it
     */
    public static HttpCaller open(Clock clock, Duration timeout) {
        return new HttpCaller(
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT)
                        .build(),
                clock,
                timeout);
    }

    /** One request. {@code body} null sends none. */
    public record Call(
            String method,
            URI url,
            Map<String, String> headers,
            @Nullable JsonNode body) {

        public static Call get(URI url) {
            return new Call("GET", url, Map.of(), null);
        }
    }

    /**
     * An answer with any status.
     *
     * @param cut whether more of the body came than is kept
     */
    public record Answer(int status, String body, boolean cut, Optional<Duration> retryAfter) {

        /** The body as JSON; as a JSON text where it is none, or was cut: half a number is another number. */
        public JsonNode json() {
            if (cut) {
                return JsonNodeFactory.instance.textNode(body);
            }
            try {
                JsonNode read = JSON.readTree(body);
                return read.isMissingNode() ? JsonNodeFactory.instance.nullNode() : read;
            } catch (JsonProcessingException notJson) {
                return JsonNodeFactory.instance.textNode(body);
            }
        }

        public boolean isGood() {
            return status >= 200 && status < 300;
        }

        /** Done when the status is 2xx, else failed with the fault of the status. */
        public Outcome outcome() {
            return isGood() ? new Outcome.Done(json()) : failure();
        }

        Outcome failure() {
            Fault fault = status == 429 ? Fault.THROTTLED : status >= 500 ? Fault.SERVER_ERROR : Fault.REJECTED;
            return new Outcome.Failed(fault, "answered " + status, retryAfter);
        }
    }

    /** Fails with what {@link #failure} understands. */
    public Uni<Answer> call(Call call) {
        return calls.send(request(call), info -> new BoundedBody(LONGEST_ANSWER))
                .map(this::answer);
    }

    /** One call whose status alone decides. */
    public Uni<Outcome> outcome(Call call) {
        return call(call).map(Answer::outcome).onFailure().recoverWithItem(HttpCaller::failure);
    }

    private static HttpRequest.Builder request(Call call) {
        JsonNode body = call.body();
        HttpRequest.Builder request = HttpRequest.newBuilder(call.url())
                .method(
                        call.method(),
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        call.headers().forEach(request::setHeader);
        return request;
    }

    private Answer answer(HttpResponse<Body> response) {
        return new Answer(
                response.statusCode(),
                response.body().text(),
                response.body().cut(),
                Optional.ofNullable(RetryAfter.read(
                        response.headers().firstValue("Retry-After").orElse(null), clock.instant())));
    }

    /** The outcome of a call without an answer. */
    public static Outcome failure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return switch (cause) {
            case HttpConnectTimeoutException e -> Outcome.failed(Fault.CONNECTION, "no connection in time");
            case HttpTimeoutException e -> Outcome.failed(Fault.TIMEOUT, "no answer in time");
            case ConnectException e -> Outcome.failed(Fault.CONNECTION, "connection refused");
            case IOException e ->
                Outcome.failed(
                        Fault.CONNECTION, "connection lost: " + e.getClass().getSimpleName());
            case Secrets.Missing e -> Outcome.failed(Fault.SETUP, String.valueOf(e.getMessage()));
            case Throwable other ->
                Outcome.failed(Fault.SETUP, other.getClass().getSimpleName() + ": " + other.getMessage());
        };
    }

    private record Body(String text, boolean cut) {}

    /** Keeps the first bytes of an answer and hangs up on the rest: an endless answer must not fill the memory. */
    private static final class BoundedBody implements BodySubscriber<Body> {

        private final int limit;
        private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
        private final CompletableFuture<Body> body = new CompletableFuture<>();
        private boolean cut;
        private Flow.@Nullable Subscription subscription;

        BoundedBody(int limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<Body> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            for (ByteBuffer buffer : buffers) {
                int room = limit - kept.size();
                cut |= buffer.remaining() > room;
                byte[] bytes = new byte[Math.min(buffer.remaining(), room)];
                buffer.get(bytes);
                kept.writeBytes(bytes);
            }
            if (cut && subscription != null) {
                subscription.cancel();
                onComplete();
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            body.complete(new Body(kept.toString(StandardCharsets.UTF_8), cut));
        }
    }
}
