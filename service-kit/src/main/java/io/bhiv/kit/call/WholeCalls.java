package io.bhiv.kit.call;

import io.smallrye.mutiny.Uni;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Calls of the JDK's HTTP client, which end within their time whatever of the answer has come. A cancelled call is ended and its connection
 * closed; without that, an attempt that timed out would keep its connection for as long as the target takes.
 *
 * <p>The request's own timeout ends with the headers of the answer. That of the whole call is longer by a tenth, for only the other one tells
 * a connection that was not made from an answer that did not come.
 */
public final class WholeCalls {

    private final HttpClient client;
    private final Duration timeout;

    public WholeCalls(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** Sends when the Uni is subscribed to. Fails as the client does, and with {@link HttpTimeoutException} where the answer stalled. */
    public <T> Uni<HttpResponse<T>> send(HttpRequest.Builder request, BodyHandler<T> body) {
        return Uni.createFrom()
                .<HttpResponse<T>>emitter(emitter -> {
                    CompletableFuture<HttpResponse<T>> exchange =
                            client.sendAsync(request.timeout(timeout).build(), body);
                    emitter.onTermination(() -> exchange.cancel(true));
                    var _ = exchange.whenComplete((response, failure) -> {
                        if (failure == null) {
                            emitter.complete(response);
                        } else {
                            emitter.fail(causeOf(failure));
                        }
                    });
                })
                .ifNoItem()
                .after(timeout.plus(timeout.dividedBy(10)))
                .failWith(() -> new HttpTimeoutException("the answer stalled"));
    }

    private static Throwable causeOf(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }
}
