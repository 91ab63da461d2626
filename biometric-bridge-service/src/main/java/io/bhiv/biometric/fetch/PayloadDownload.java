package io.bhiv.biometric.fetch;

import io.bhiv.biometric.fetch.PayloadAddress.Checked.Allowed;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** One bounded GET: checked address, no redirect followed, a limit on bytes and on time. */
@ApplicationScoped
class PayloadDownload {

    /** How a download ended. */
    sealed interface Result {

        record Payload(byte[] body) implements Result {}

        /** The address resolved to somewhere it must not lead. */
        record Forbidden() implements Result {}

        /** The server no longer has it, or never will give it. */
        record Gone(int status) implements Result {}

        record TooLarge() implements Result {}

        /** The server failed; it may work later. */
        record Unavailable(int status) implements Result {}
    }

    private final HttpClient client;
    private final FetchConfig config;

    PayloadDownload(Vertx vertx, FetchConfig config) {
        this.config = config;
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(config.maxConnections())
                .setConnectTimeout((int) config.timeout().toMillis())
                .setIdleTimeout((int) config.timeout().toSeconds())
                .setKeepAlive(false)
                .setDecompressionSupported(false));
    }

    Uni<Result> get(Allowed address) {
        return Uni.createFrom()
                .item(() -> resolve(address))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(ip -> mayConnect(ip, address)
                        ? request(address, ip)
                        : Uni.createFrom().<Result>item(new Result.Forbidden()))
                .ifNoItem()
                .after(config.timeout())
                .fail();
    }

    private static InetAddress resolve(Allowed address) {
        try {
            InetAddress[] all = InetAddress.getAllByName(address.host());
            return Arrays.stream(all)
                    .filter(PayloadAddress::isPublic)
                    .findFirst()
                    .orElse(all[0]);
        } catch (UnknownHostException unknown) {
            throw new IllegalStateException("the payload's host cannot be resolved", unknown);
        }
    }

    private boolean mayConnect(InetAddress ip, Allowed address) {
        return PayloadAddress.isPublic(ip) || (config.allowLoopback() && !address.tls() && ip.isLoopbackAddress());
    }

    private Uni<Result> request(Allowed address, InetAddress ip) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setServer(SocketAddress.inetSocketAddress(address.port(), ip.getHostAddress()))
                .setHost(address.host())
                .setPort(address.port())
                .setSsl(address.tls())
                .setURI(address.target())
                .setTimeout(config.timeout().toMillis());
        return Uni.createFrom()
                .emitter(emitter -> client.request(options)
                        .compose(request -> request.send())
                        .onSuccess(response -> read(response, emitter))
                        .onFailure(emitter::fail));
    }

    private void read(HttpClientResponse response, UniEmitter<? super Result> emitter) {
        int status = response.statusCode();
        if (status != 200) {
            response.request().reset();
            emitter.complete(status >= 500 || status == 429 ? new Result.Unavailable(status) : new Result.Gone(status));
            return;
        }
        long limit = config.maxPayload().asLongValue();
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + chunk.length() > limit) {
                response.request().reset();
                emitter.complete(new Result.TooLarge());
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(cut -> emitter.fail(new IOException("the payload was cut short", cut)));
        response.endHandler(ended -> emitter.complete(new Result.Payload(body.getBytes())));
    }
}
