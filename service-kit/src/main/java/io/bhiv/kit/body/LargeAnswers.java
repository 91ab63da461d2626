package io.bhiv.kit.body;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.util.concurrent.Future;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Context;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Room for answers that may be large, until they have been sent: a caller who reads slowly, or not at all, keeps them in memory. Who has
 * not read one by its deadline does not get the rest of it: its connection is closed.
 */
@Singleton
public class LargeAnswers {

    private final ByteBudget budget;
    private final Duration deadline;

    LargeAnswers(ByteBudget budget, BodyConfig config) {
        this.budget = budget;
        this.deadline = config.answerDeadline();
    }

    /**
     * Holds the bytes of an answer until it has been sent or its caller has gone. To be called on the request's event loop, once it is
     * known how large the answer will be.
     *
     * @throws io.bhiv.kit.problem.ProblemException 503, where there is no room for it now
     */
    public void hold(RoutingContext exchange, long bytes) {
        if (exchange.response().ended() || exchange.response().closed()) {
            return;
        }
        whenSent(exchange, take(bytes)::release);
    }

    private ByteBudget.Room take(long bytes) {
        return budget.tryTake(bytes)
                .orElseThrow(() -> Problem.retryLater(ProblemType.OVERLOADED, "Too many large answers at once", 1)
                        .asException());
    }

    /**
     * Reads what an answer is made of, and makes it on a worker thread. Its bytes are held from before it is read until it has been sent. A
     * caller who goes meanwhile takes nothing from the driver, so they are held until the statement has ended by all means. To be called on
     * the request's event loop, where it returns.
     *
     * @param bytes what the answer takes, as it is read and as it is sent
     * @return fails with {@link io.bhiv.kit.problem.ProblemException} 503 where there is no room now; then the statement does not begin
     */
    public <T, A> Uni<A> reading(
            RoutingContext exchange, long bytes, Supplier<Uni<T>> statement, Function<T, A> answer) {
        return Uni.createFrom().deferred(() -> {
            ByteBudget.Room room = take(bytes);
            Context request = exchange.vertx().getOrCreateContext();
            Uni<A> made = Uni.createFrom()
                    .deferred(statement::get)
                    .emitOn(Infrastructure.getDefaultWorkerPool())
                    .map(answer)
                    .emitOn(task -> request.runOnContext(_ -> task.run()));
            return Uni.createFrom()
                    .emitter(emitter -> made.subscribe()
                            .with(
                                    item -> {
                                        whenSent(exchange, room::release);
                                        emitter.complete(item);
                                    },
                                    failure -> {
                                        room.release();
                                        emitter.fail(failure);
                                    }));
        });
    }

    /**
     * Makes an answer on a worker thread, and holds its bytes from then on. To be called on the request's event loop, where it returns.
     *
     * @param bytes how large the answer is
     */
    public <T> Uni<T> making(RoutingContext exchange, Supplier<T> answer, ToLongFunction<T> bytes) {
        Context request = exchange.vertx().getOrCreateContext();
        return Uni.createFrom()
                .item(answer)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .emitOn(task -> request.runOnContext(_ -> task.run()))
                .invoke(made -> hold(exchange, bytes.applyAsLong(made)));
    }

    /** Runs this once the answer has been sent or its caller has gone; at once, where either is so already. */
    public void whenSent(RoutingContext exchange, Runnable release) {
        if (exchange.response().ended() || exchange.response().closed()) {
            release.run();
        } else {
            exchange.addEndHandler(ended -> afterTheEnd(exchange, release));
        }
    }

    /**
     * An answer has ended when its last byte was handed to the connection, which keeps what the caller does not read: in a stream of
     * HTTP/2 until the caller opens its window, and else behind what it has not sent.
     */
    private void afterTheEnd(RoutingContext exchange, Runnable release) {
        if (exchange.request().connection() instanceof ConnectionBase connection) {
            Channel channel = connection.channel();
            channel.eventLoop()
                    .execute(() -> OpenStreams.of(channel)
                            .ifPresentOrElse(
                                    streams -> whenEnded(
                                            streams, exchange.response().streamId(), channel, release),
                                    () -> whenSent(channel, release)));
        } else {
            release.run();
        }
    }

    /** A stream ends when its caller has opened its window for all of the answer, or with the connection. */
    private void whenEnded(OpenStreams streams, int stream, Channel channel, Runnable release) {
        Future<?> late = later(channel, () -> cut(channel));
        streams.whenEnded(stream, () -> {
            late.cancel(false);
            whenSent(channel, release);
        });
    }

    /** What is written behind an answer is done when all before it is, or when the connection has ended. */
    private void whenSent(Channel channel, Runnable release) {
        ChannelFuture sent = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        if (sent.isDone()) {
            release.run();
            return;
        }
        Future<?> late = later(channel, () -> cut(channel));
        sent.addListener(over -> {
            late.cancel(false);
            release.run();
        });
    }

    /** Past Vert.x, which would send what waits before it closes. */
    private static void cut(Channel channel) {
        var _ = channel.pipeline().firstContext().close();
    }

    private Future<?> later(Channel channel, Runnable action) {
        return channel.eventLoop().schedule(action, deadline.toMillis(), TimeUnit.MILLISECONDS);
    }
}
