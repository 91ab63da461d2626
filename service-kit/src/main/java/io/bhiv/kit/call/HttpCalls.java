package io.bhiv.kit.call;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * HTTP calls whose answers are bounded and which end when their {@link Uni} is cancelled: the request is then reset, whatever
 * state it is in. Redirects are not followed, so that credentials never travel to another host. A time limit is the caller's
 * ({@link CallGuard}). Safe for any thread.
 */
public final class HttpCalls {

    /**
     * What to send.
     *
     * @param headers never logged: they carry credentials
     * @param body empty for none
     */
    public record Call(String method, URI address, Map<String, String> headers, byte[] body) {

        public Call {
            headers = Map.copyOf(headers);
        }

        /** Neither the query nor headers or body. */
        @Override
        public String toString() {
            return method + ' ' + address.getHost() + address.getPath();
        }
    }

    /**
     * What came back, whatever its status.
     *
     * @param headers by lower-case name; the first value of each
     */
    public record Answer(int status, Map<String, String> headers, byte[] body) {

        public @Nullable String header(String lowerCaseName) {
            return headers.get(lowerCaseName);
        }

        /** Without headers and body. */
        @Override
        public String toString() {
            return "Answer[" + status + ", " + body.length + " bytes]";
        }
    }

    /** The answer is longer than allowed; the rest of it was not read. */
    public static final class AnswerTooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        AnswerTooLarge(long limit) {
            super("the answer is longer than " + limit + " bytes");
        }
    }

    /** There is no memory for the rest of the answer now; it was not read. */
    public static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1L;

        NoRoom() {
            super("there is no memory for the answer now");
        }
    }

    private final HttpClient client;
    private final long largestAnswer;

    /** @param largestAnswer bytes of a body, at most */
    public HttpCalls(Vertx vertx, HttpClientOptions options, long largestAnswer) {
        this.client = vertx.createHttpClient(new HttpClientOptions(options).setDecompressionSupported(false));
        this.largestAnswer = largestAnswer;
    }

    /** Sends when the Uni is subscribed to. Fails with {@link IOException} or Vert.x's own failure where no whole answer came. */
    public Uni<Answer> send(Call call) {
        return send(call, bytes -> true);
    }

    /**
     * The same for answers that may be large. Fails with {@link NoRoom} where so many more bytes must not be held.
     *
     * @param mayHold asked on the event loop for each part of the body before it is kept
     */
    public Uni<Answer> send(Call call, LongPredicate mayHold) {
        return Uni.createFrom().emitter(emitter -> new Exchange(emitter, mayHold).begin(call));
    }

    public void close() {
        client.close();
    }

    private final class Exchange {

        private final UniEmitter<? super Answer> emitter;
        private final AtomicReference<@Nullable HttpClientRequest> open = new AtomicReference<>();
        private final LongPredicate mayHold;
        private volatile boolean ended;

        Exchange(UniEmitter<? super Answer> emitter, LongPredicate mayHold) {
            this.emitter = emitter;
            this.mayHold = mayHold;
        }

        void begin(Call call) {
            emitter.onTermination(this::reset);
            client.request(options(call))
                    .onSuccess(request -> send(request, call))
                    .onFailure(this::fail);
        }

        /** A connection that opens after the call was cancelled is closed unused. */
        private void send(HttpClientRequest request, Call call) {
            open.set(request);
            if (ended) {
                reset();
                return;
            }
            request.send(Buffer.buffer(call.body())).onSuccess(this::read).onFailure(this::fail);
        }

        private void read(HttpClientResponse response) {
            Buffer body = Buffer.buffer();
            response.exceptionHandler(this::fail);
            response.handler(part -> {
                if (ended) {
                    return;
                }
                if (body.length() + part.length() > largestAnswer) {
                    fail(new AnswerTooLarge(largestAnswer));
                } else if (!mayHold.test(part.length())) {
                    fail(new NoRoom());
                } else {
                    body.appendBuffer(part);
                }
            });
            response.endHandler(end -> {
                open.set(null);
                emitter.complete(new Answer(response.statusCode(), headers(response), body.getBytes()));
            });
        }

        private void fail(Throwable failure) {
            reset();
            emitter.fail(failure);
        }

        private void reset() {
            ended = true;
            HttpClientRequest request = open.getAndSet(null);
            if (request != null) {
                request.reset();
            }
        }
    }

    private static RequestOptions options(Call call) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(call.method()))
                .setAbsoluteURI(call.address().toString())
                .setFollowRedirects(false);
        call.headers().forEach(options::putHeader);
        return options;
    }

    private static Map<String, String> headers(HttpClientResponse response) {
        Map<String, String> headers = new java.util.HashMap<>();
        response.headers()
                .forEach((name, value) -> headers.putIfAbsent(name.toLowerCase(java.util.Locale.ROOT), value));
        return headers;
    }
}
