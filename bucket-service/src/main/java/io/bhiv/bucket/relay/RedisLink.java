package io.bhiv.bucket.relay;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Two connections to Redis, one to subscribe and one to send; both or none.
 *
 * <p>Nothing is sent on the subscribing one, so a firewall that drops it, or a host that vanishes, is never noticed there: a
 * {@link #beat} is sent on the other one and must come back on it.
 */
final class RedisLink {

    private final Redis client;
    private final RedisConnection listening;
    private final RedisConnection sending;
    private final String beats;
    private final Duration silence;
    private final AtomicBoolean open = new AtomicBoolean(true);
    private volatile long heardAt = System.nanoTime();

    private RedisLink(
            Redis client, RedisConnection listening, RedisConnection sending, String beats, Duration silence) {
        this.client = client;
        this.listening = listening;
        this.sending = sending;
        this.beats = beats;
        this.silence = silence;
    }

    /** @param silence time without a hint or a beat after which it counts as closed */
    static Uni<RedisLink> open(Vertx vertx, RedisConfig config, Duration silence, Runnable onHint) {
        Redis client = Redis.createClient(vertx, options(config));
        return connect(client)
                .chain(listening -> connect(client)
                        .map(sending -> new RedisLink(client, listening, sending, config.prefix() + ":beat", silence)))
                .chain(link -> link.listen(config.prefix(), onHint).replaceWith(link))
                .onFailure()
                .invoke(client::close)
                .onCancellation()
                .invoke(client::close);
    }

    boolean isOpen() {
        return open.get() && System.nanoTime() - heardAt < silence.toNanos();
    }

    Uni<Response> send(Request request) {
        return Uni.createFrom().completionStage(() -> sending.send(request).toCompletionStage());
    }

    /** To all replicas, this one too. */
    Uni<Response> beat() {
        return send(Request.cmd(Command.PUBLISH).arg(beats).arg("1"));
    }

    void close() {
        open.set(false);
        client.close();
    }

    private Uni<Void> listen(String channel, Runnable onHint) {
        listening.handler(message -> {
            // The reply to SUBSCRIBE arrives here too; taking it for a hint does no harm.
            if (message != null && message.type() != ResponseType.ERROR) {
                heardAt = System.nanoTime();
                if (!isBeat(message)) {
                    onHint.run();
                }
            }
        });
        listening.endHandler(ended -> open.set(false)).exceptionHandler(failure -> open.set(false));
        sending.endHandler(ended -> open.set(false)).exceptionHandler(failure -> open.set(false));
        return Uni.createFrom()
                .completionStage(() -> listening
                        .send(Request.cmd(Command.SUBSCRIBE).arg(channel).arg(beats))
                        .toCompletionStage())
                .replaceWithVoid();
    }

    /** The kind, the channel and the content of a message. */
    private boolean isBeat(Response message) {
        boolean hasChannel =
                (message.type() == ResponseType.MULTI || message.type() == ResponseType.PUSH) && message.size() > 1;
        return hasChannel && beats.equals(message.get(1).toString());
    }

    private static Uni<RedisConnection> connect(Redis client) {
        return Uni.createFrom().completionStage(() -> client.connect().toCompletionStage());
    }

    private static RedisOptions options(RedisConfig config) {
        String host = config.host().orElseThrow();
        String user = config.username().map(RedisLink::encode).orElse("");
        String credentials = config.password()
                .map(password -> user + ":" + encode(password) + "@")
                .orElse("");
        return new RedisOptions()
                .setConnectionString("redis://" + credentials + host + ":" + config.port())
                .setMaxPoolSize(2)
                .setMaxWaitingHandlers(256);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
