package io.bhiv.core.send;

import io.bhiv.core.plan.AttemptOutcome;
import io.bhiv.kit.retry.RetryAfter;
import io.quarkus.runtime.Startup;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/**
 * Posts to the configured destination: resolve, check every address, connect to the checked one. The name is not
 * resolved again between check and connection, so a changed record cannot redirect the call. Redirects are not followed.
 *
 * <p>It is made when the service starts: Vert.x closes a client that a request made together with the server, at the beginning of
 * the stop, and with it the calls that may still end.
 */
@Startup
@ApplicationScoped
class GuardedCall {

    private final Vertx vertx;
    private final DestinationConfig config;
    private final Clock clock;
    private final HttpClient client;

    GuardedCall(Vertx vertx, DestinationConfig config, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        int millis = (int) config.attemptTimeout().toMillis();
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(config.concurrency())
                .setMaxWaitQueueSize(config.concurrency() * 4)
                .setConnectTimeout(millis)
                .setKeepAliveTimeout(15)
                .setDecompressionSupported(false));
    }

    /** Never fails: every ending is an outcome. */
    Uni<AttemptOutcome> post(UUID id, byte[] payload) {
        return Uni.createFrom()
                .completionStage(() -> start(id, payload))
                .onFailure()
                .recoverWithItem(failure -> new AttemptOutcome.Unavailable(describe(failure)));
    }

    /** One timer over the whole call: a peer that sends byte by byte would never hit a limit between two bytes. */
    private CompletionStage<AttemptOutcome> start(UUID id, byte[] payload) {
        OneAnswer answer = new OneAnswer();
        long limit = vertx.setTimer(config.attemptTimeout().toMillis(), ignored -> answer.cutOff());
        resolve()
                .compose(address -> request(address, id))
                .onSuccess(request -> exchange(request, payload, answer))
                .onFailure(answer::fail);
        return answer.outcome().whenComplete((outcome, failure) -> vertx.cancelTimer(limit));
    }

    private Future<InetAddress> resolve() {
        String host = AddressGuard.unbracketed(config.url().getHost());
        return vertx.executeBlocking(
                () -> {
                    InetAddress[] addresses = InetAddress.getAllByName(host);
                    if (!AddressGuard.allowsName(host)
                            || !Arrays.stream(addresses).allMatch(AddressGuard::allows)) {
                        throw new ForbiddenAddress();
                    }
                    return addresses[0];
                },
                false);
    }

    private Future<HttpClientRequest> request(InetAddress address, UUID id) {
        URI url = config.url();
        boolean tls = "https".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setHost(url.getHost())
                .setPort(port)
                .setSsl(tls)
                .setURI(pathOf(url))
                .setFollowRedirects(false)
                .putHeader("Content-Type", "application/json")
                .putHeader("Idempotency-Key", id.toString());
        config.token().ifPresent(token -> options.putHeader("Authorization", "Bearer " + token));
        return client.request(options);
    }

    private void exchange(HttpClientRequest request, byte[] payload, OneAnswer answer) {
        answer.connected(request);
        request.send(Buffer.buffer(payload))
                .onSuccess(response -> {
                    var retryAfter = RetryAfter.read(response.getHeader("Retry-After"), clock.instant());
                    AttemptOutcome outcome = StatusMeaning.of(response.statusCode(), retryAfter);
                    answer.reading(response, outcome, config.maxAnswer().asLongValue());
                })
                .onFailure(answer::fail);
    }

    private static String pathOf(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /** Only the kind of failure: network messages may quote addresses and bodies. */
    private static String describe(Throwable failure) {
        return switch (failure) {
            case ForbiddenAddress refused -> "the destination leads to an address that must not be called";
            case java.net.UnknownHostException unknown -> "the destination's name does not resolve";
            case java.net.ConnectException refused -> "the destination does not accept connections";
            case OneAnswer.TooSlow slow -> "the destination did not answer in time";
            default -> "the call failed (" + failure.getClass().getSimpleName() + ")";
        };
    }

    @PreDestroy
    void close() {
        client.close();
    }

    private static final class ForbiddenAddress extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ForbiddenAddress() {
            super("address must not be called", null, false, false);
        }
    }
}
