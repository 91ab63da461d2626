package io.bhiv.kit.body;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.netty.buffer.Unpooled;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Room for answers that may be large, until they have been sent: a caller who reads slowly, or not at all, keeps them in memory. */
@Singleton
public class LargeAnswers {

    private final ByteBudget budget;

    LargeAnswers(ByteBudget budget) {
        this.budget = budget;
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
        ByteBudget.Room room = budget.tryTake(bytes)
                .orElseThrow(() -> Problem.retryLater(ProblemType.OVERLOADED, "Too many large answers at once", 1)
                        .asException());
        exchange.addEndHandler(ended -> release(exchange, room));
    }

    /**
     * An answer has ended when its last byte was handed to the connection, which keeps what the caller does not read. What is written
     * behind it there is done when all before it is. Over HTTP/2 that is not so: what a stream keeps for want of a window is behind what
     * the connection has, and is not counted any more.
     */
    private static void release(RoutingContext exchange, ByteBudget.Room room) {
        if (exchange.request().connection() instanceof ConnectionBase connection) {
            connection.channel().writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> room.release());
        } else {
            room.release();
        }
    }
}
