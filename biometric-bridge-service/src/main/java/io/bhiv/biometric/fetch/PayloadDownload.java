package io.bhiv.biometric.fetch;

import io.bhiv.biometric.fetch.PayloadAddress.Checked.Allowed;
import io.bhiv.kit.body.ByteBudget;
import io.bhiv.kit.call.Breaker;
import io.bhiv.kit.call.BreakerSettings;
import io.bhiv.kit.call.Breakers;
import io.bhiv.kit.call.CallGuard;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
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
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Downloads one payload: checked address, no redirect followed, behind a breaker, and with limits on time and bytes. The time
 * limit ends the request. All payloads in memory together are bounded too, by a limit of their own and by the {@link ByteBudget} of the
 * process: one for which there is no room is refused by its headers, before its bytes come, and goes before later ones when it is tried
 * again. What was downloaded counts until its {@link Held} is released.
 */
@Startup
@ApplicationScoped
class PayloadDownload {

    /** How a download ended. A failure of the server or of the way to it is a failed Uni. */
    sealed interface Result {

        record Payload(byte[] body) implements Result {}

        /** The address resolved to somewhere it must not lead. */
        record Forbidden() implements Result {}

        /** The server no longer has it, or never will give it. */
        record Gone(int status) implements Result {}

        record TooLarge() implements Result {}

        /** Other payloads take the memory at the moment; no byte of this one was read. */
        record NoRoom() implements Result {}
    }

    /** Of the longer pause before it is tried again: it may meet other limits meanwhile, and must not lose its turn by that. */
    private static final int PAUSES = 3;

    private final HttpClient client;
    private final FetchConfig config;
    private final CallGuard guard;
    private final ByteBudget budget;
    private final Duration turn;
    private final AtomicLong inMemory = new AtomicLong();

    PayloadDownload(Vertx vertx, FetchConfig config, ByteBudget budget, Breakers breakers, MeterRegistry meters) {
        this.config = config;
        this.budget = budget;
        Duration retry = config.retryPause();
        Duration room = config.roomPause();
        this.turn = (retry.compareTo(room) > 0 ? retry : room).multipliedBy(PAUSES);
        // An address that leads nowhere is no evidence about the storage.
        Breaker breaker = breakers.before(
                BreakerSettings.published("payload-storage"), failure -> !(failure instanceof UnknownHost));
        this.guard = new CallGuard(breaker, config.timeout());
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(config.maxConnections())
                .setConnectTimeout((int) config.timeout().toMillis())
                .setIdleTimeout((int) config.timeout().toSeconds())
                .setKeepAlive(false)
                .setDecompressionSupported(false));
        Gauge.builder("bridge.fetch.bytes", inMemory, AtomicLong::get)
                .description("Bytes of payloads being downloaded or stored")
                .baseUnit("bytes")
                .register(meters);
    }

    /** The memory of one payload. Its asker has it until nothing holds the bytes any longer. For any thread. */
    final class Held {

        private final UUID delivery;
        private final ByteBudget.Room room = budget.room();
        private long counted;

        private Held(UUID delivery) {
            this.delivery = delivery;
        }

        private synchronized boolean tryTake(long bytes) {
            boolean fits =
                    inMemory.addAndGet(bytes) <= config.maxBytesInFlight().asLongValue()
                            && room.tryHoldInTurn(delivery, bytes, turn);
            if (fits) {
                counted = bytes;
            } else {
                inMemory.addAndGet(-bytes);
            }
            return fits;
        }

        private synchronized void giveBack(long bytes) {
            long less = Math.min(bytes, counted);
            counted -= less;
            inMemory.addAndGet(-less);
            room.giveBack(less);
        }

        /** Harmless when repeated. */
        void release() {
            giveBack(Long.MAX_VALUE);
            room.release();
        }
    }

    /** @param delivery that points at the payload */
    Held held(UUID delivery) {
        return new Held(delivery);
    }

    /** @param held takes the bytes, as soon as it is known how many come */
    Uni<Result> get(Allowed address, Held held) {
        return guard.call(() -> Uni.createFrom()
                .item(() -> resolve(address))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(ip -> mayConnect(ip, address)
                        ? request(address, ip, held)
                        : Uni.createFrom().<Result>item(new Result.Forbidden())));
    }

    private static InetAddress resolve(Allowed address) {
        try {
            InetAddress[] all = InetAddress.getAllByName(address.host());
            return Arrays.stream(all)
                    .filter(PayloadAddress::isPublic)
                    .findFirst()
                    .orElse(all[0]);
        } catch (UnknownHostException unknown) {
            throw new UnknownHost();
        }
    }

    /** No stack trace: it is an outcome. The message does not name the host, which is the sender's. */
    private static final class UnknownHost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnknownHost() {
            super("the payload's host cannot be resolved", null, false, false);
        }
    }

    private boolean mayConnect(InetAddress ip, Allowed address) {
        return PayloadAddress.isPublic(ip) || (config.allowLoopback() && !address.tls() && ip.isLoopbackAddress());
    }

    private Uni<Result> request(Allowed address, InetAddress ip, Held held) {
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
                        .compose(request -> {
                            emitter.onTermination(() -> request.reset());
                            return request.send();
                        })
                        .onSuccess(response -> new Body(response, emitter, held).read())
                        .onFailure(emitter::fail));
    }

    /** One body on its way. Lives on the event loop of its connection; only the time limit ends it from elsewhere. */
    private final class Body {

        private final HttpClientResponse response;
        private final UniEmitter<? super Result> emitter;
        private final long limit = config.maxPayload().asLongValue();
        private final Held held;
        private byte[] bytes = {};
        private int length;
        private final AtomicBoolean done = new AtomicBoolean();

        Body(HttpClientResponse response, UniEmitter<? super Result> emitter, Held held) {
            this.response = response;
            this.emitter = emitter;
            this.held = held;
        }

        void read() {
            int status = response.statusCode();
            long declared = declared();
            if (status != 200) {
                refuse(status);
            } else if (declared > limit) {
                end(new Result.TooLarge());
            } else if (!held.tryTake(declared)) {
                end(new Result.NoRoom());
            } else {
                bytes = new byte[(int) declared];
                emitter.onTermination(() -> {
                    done.set(true);
                    response.request().reset();
                });
                response.exceptionHandler(cut -> fail(new IOException("the payload was cut short", cut)));
                response.handler(this::take);
                response.endHandler(ended -> complete());
            }
        }

        private void refuse(int status) {
            if (status >= 500 || status == 429) {
                fail(new IOException("the payload's storage answered " + status));
            } else {
                end(new Result.Gone(status));
            }
        }

        /** Without a declared length only the largest is safe to assume. */
        private long declared() {
            String length = response.getHeader("Content-Length");
            return length != null && length.length() <= 15 && length.chars().allMatch(c -> c >= '0' && c <= '9')
                    ? Long.parseLong(length)
                    : limit;
        }

        private void take(Buffer chunk) {
            if (done.get()) {
                return;
            }
            if (length + chunk.length() > bytes.length) {
                end(new Result.TooLarge());
            } else {
                chunk.getBytes(bytes, length);
                length += chunk.length();
            }
        }

        /** Gives back what was reserved and not needed; the bytes that came stay held. */
        private void complete() {
            if (isFirstEnd()) {
                int spare = bytes.length - length;
                held.giveBack(spare);
                emitter.complete(new Result.Payload(spare == 0 ? bytes : Arrays.copyOf(bytes, length)));
            }
        }

        private void end(Result result) {
            if (isFirstEnd()) {
                emitter.complete(result);
            }
        }

        private void fail(Throwable failure) {
            if (isFirstEnd()) {
                emitter.fail(failure);
            }
        }

        /** False where it had ended before. */
        private boolean isFirstEnd() {
            return done.compareAndSet(false, true);
        }
    }
}
