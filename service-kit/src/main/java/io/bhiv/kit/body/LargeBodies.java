package io.bhiv.kit.body;

import io.bhiv.kit.commit.Overloaded;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Reads large bodies off the event loop, so that small ones never wait for them. One at a time: a body takes several times its
 * size while it is read. How many wait here is bounded by {@link BodyConfig#atOnce}, whether or not their callers still wait: one who
 * closes the connection gives the room of the request back, and its body is here all the same.
 */
@ApplicationScoped
public class LargeBodies {

    /** Below it, changing the thread costs about as much as reading. */
    private static final int LARGE = 64 << 10;

    private final AtomicLong waiting = new AtomicLong();
    private final long most;
    private final ExecutorService reader = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("large-bodies").daemon().factory());

    @Inject
    LargeBodies(BodyConfig config) {
        this(config.atOnce().asLongValue());
    }

    LargeBodies(long most) {
        this.most = most;
    }

    /**
     * Reads the body: at once where it is small, else on a thread of its own. What follows goes on where the caller is: sessions of the
     * store belong to its event loop. Fails with {@link Overloaded} where too many bytes wait already.
     */
    public <T> Uni<T> read(byte[] body, Function<byte[], T> read) {
        return body.length < LARGE
                ? Uni.createFrom().item(() -> read.apply(body))
                : Uni.createFrom().deferred(() -> readInTurn(body, read));
    }

    private <T> Uni<T> readInTurn(byte[] body, Function<byte[], T> read) {
        long total = waiting.addAndGet(body.length);
        if (total > most && total > body.length) {
            waiting.addAndGet(-body.length);
            return Uni.createFrom().failure(new Overloaded("Too many large bodies are waiting to be read"));
        }
        Uni<T> content = Uni.createFrom()
                .item(() -> read.apply(body))
                .onTermination()
                .invoke(() -> waiting.addAndGet(-body.length));
        // Without regard to who still waits: the body is in memory until it is its turn.
        return Uni.createFrom()
                .<T>emitter(emitter -> reader.execute(() -> content.subscribe().with(emitter::complete, emitter::fail)))
                .emitOn(caller());
    }

    private static Executor caller() {
        Context context = Vertx.currentContext();
        return context == null ? Runnable::run : rest -> context.runOnContext(nothing -> rest.run());
    }

    @PreDestroy
    void close() {
        reader.shutdown();
    }
}
