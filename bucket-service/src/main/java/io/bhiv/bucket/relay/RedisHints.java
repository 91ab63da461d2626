package io.bhiv.bucket.relay;

import io.bhiv.bucket.status.StatusBoard;
import io.bhiv.kit.loop.BackgroundLoops;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Sends the other replicas a hint through Redis that packets were committed, and receives theirs; mirrors the counters there
 * for monitoring.
 *
 * <p>A hint has no content: a lost one costs one tick of the long poll, a false one a count. Nothing is read back. A loop
 * checks the connection every second and reconnects, so Redis may stop and return at any time.
 */
@ApplicationScoped
public class RedisHints {

    /** Commits within this time share one hint. */
    private static final long GATHER_MILLIS = 5;

    private static final Duration ANSWER = Duration.ofSeconds(2);

    /** Ten beats. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final RedisConfig config;
    private final Vertx vertx;
    private final LongPoll longPoll;
    private final StatusBoard board;
    private final AtomicBoolean hintPending = new AtomicBoolean();
    private volatile @Nullable RedisLink link;

    RedisHints(RedisConfig config, Vertx vertx, LongPoll longPoll, StatusBoard board) {
        this.config = config;
        this.vertx = vertx;
        this.longPoll = longPoll;
        this.board = board;
    }

    void begin(@Observes StartupEvent started, BackgroundLoops loops) {
        if (config.host().isPresent()) {
            loops.start("redis-hints", new LoopSettings(Duration.ofSeconds(1), Duration.ofSeconds(10)), this::turn);
        }
    }

    /** True while Redis answers. */
    public boolean connected() {
        RedisLink now = link;
        return now != null && now.isOpen();
    }

    /** Sends a hint to the other replicas. Never blocks, never fails. */
    public void committed() {
        if (connected() && hintPending.compareAndSet(false, true)) {
            vertx.setTimer(GATHER_MILLIS, ignored -> sendHint());
        }
    }

    /** Sends one command; fails at once while Redis is away. */
    Uni<Response> send(Request command) {
        RedisLink now = link;
        return now != null && now.isOpen()
                ? now.send(command)
                : Uni.createFrom().failure(() -> new IllegalStateException("Redis is away"));
    }

    private void sendHint() {
        hintPending.set(false);
        send(Request.cmd(Command.PUBLISH).arg(config.prefix()).arg("1"))
                .subscribe()
                .with(
                        sent -> {},
                        // The loop finds the lost connection within a second and logs it once.
                        failure -> Log.debugf("Redis hint lost [cause=%s]", failure.getClass()));
    }

    private Uni<Step> turn() {
        RedisLink now = link;
        if (now == null || !now.isOpen()) {
            return connect().replaceWith(Step.IDLE);
        }
        return mirrorCounters(now)
                .chain(now::beat)
                .ifNoItem()
                .after(ANSWER)
                .fail()
                .onFailure()
                .invoke(failure -> drop())
                .replaceWith(Step.IDLE);
    }

    private Uni<RedisLink> connect() {
        drop();
        return RedisLink.open(vertx, config, SILENCE, longPoll::hint)
                .ifNoItem()
                .after(ANSWER)
                .fail()
                .invoke(open -> {
                    link = open;
                    // Other replicas may have committed packets while we were not connected.
                    longPoll.hint();
                });
    }

    /** Doubles as the check that Redis answers. */
    private Uni<Response> mirrorCounters(RedisLink now) {
        StatusBoard.Counts standing = board.latest();
        String counters = "{\"total_packets\":%d,\"processed_packets\":%d,\"pending_packets\":%d,\"dead\":%d}"
                .formatted(standing.received(), standing.processed(), standing.pending(), standing.dead());
        return now.send(Request.cmd(Command.SET)
                .arg(config.prefix() + ":status")
                .arg(counters)
                .arg("EX")
                .arg(5));
    }

    @PreDestroy
    void drop() {
        RedisLink old = link;
        link = null;
        if (old != null) {
            old.close();
        }
    }
}
