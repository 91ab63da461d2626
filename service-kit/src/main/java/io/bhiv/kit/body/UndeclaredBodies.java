package io.bhiv.kit.body;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/**
 * Reads the body that declares no length before a resource is called. Where it is left to the framework, a body that becomes too large is
 * answered twice: what reads it ends the answer itself, and then fails, which is answered once more and logged as an error of ours; and its
 * answer closes the connection with all its streams under HTTP/2. Here one refusal is one answer.
 *
 * <p>Forms stay with the framework, which limits each of their fields.
 */
final class UndeclaredBodies {

    /** The event loop of a request whose body may become too large; where {@link BodyAdmission} saw none, there is nothing to read. */
    private static final String EVENT_LOOP = "bridge.bodies.undeclared";

    private final long most;
    private final Duration deadline;

    UndeclaredBodies(BodyConfig config) {
        this.most = most(config);
        this.deadline = config.deadline();
    }

    static long most(BodyConfig config) {
        return Math.min(config.largest().asLongValue(), config.undeclared().asLongValue());
    }

    /** To be called on the request's event loop. */
    static void mark(RoutingContext exchange) {
        if (!isForm(exchange.request())) {
            exchange.put(EVENT_LOOP, exchange.vertx().getOrCreateContext());
        }
    }

    private static boolean isForm(HttpServerRequest request) {
        String type = request.getHeader("Content-Type");
        return type != null
                && (type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded")
                        || type.toLowerCase(Locale.ROOT).startsWith("multipart/"));
    }

    /** Who may not call is told so before its body is read, and what is refused here leaves no row of the audit. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION + 1)
    public void read(ResteasyReactiveContainerRequestContext request, RoutingContext exchange) {
        Context eventLoop = exchange.get(EVENT_LOOP);
        if (eventLoop != null && !exchange.request().isEnded()) {
            request.suspend();
            eventLoop.runOnContext(_ -> new Reading(request, exchange, most).begin(deadline));
        }
    }

    /**
     * Of one body, on its request's event loop. It has a deadline of its own, because the one of {@link BodyAdmission} is there only where
     * that guards the service; where both are, whichever comes first answers.
     */
    private static final class Reading {

        private final ResteasyReactiveContainerRequestContext request;
        private final RoutingContext exchange;
        private final long most;
        private final Buffer body = Buffer.buffer();
        private boolean over;

        Reading(ResteasyReactiveContainerRequestContext request, RoutingContext exchange, long most) {
            this.request = request;
            this.exchange = exchange;
            this.most = most;
        }

        void begin(Duration deadline) {
            HttpServerRequest source = exchange.request();
            if (source.isEnded()) {
                end();
                return;
            }
            if ("100-continue".equalsIgnoreCase(source.getHeader("Expect"))) {
                exchange.response().writeContinue();
            }
            long timer = exchange.vertx().setTimer(deadline.toMillis(), _ -> late());
            exchange.addEndHandler(_ -> exchange.vertx().cancelTimer(timer));
            source.handler(this::add).endHandler(_ -> end()).resume();
        }

        private void add(Buffer piece) {
            if (body.length() + (long) piece.length() <= most) {
                body.appendBuffer(piece);
            } else {
                refuse(ProblemType.TOO_LARGE, "A body that declares no length has " + most + " bytes at most");
            }
        }

        private void end() {
            if (isOver()) {
                return;
            }
            over = true;
            request.setEntityStream(new ByteArrayInputStream(body.getBytes()));
            request.resume();
        }

        private void late() {
            if (!isOver()) {
                refuse(ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time");
            }
        }

        /** It came, was refused, or took too long and was answered so by the guard. */
        private boolean isOver() {
            return over || exchange.response().headWritten();
        }

        private void refuse(ProblemType type, String detail) {
            over = true;
            HttpServerRequest source = exchange.request();
            source.handler(_ -> {}).endHandler(_ -> {});
            RequestEnd.announce(source);
            exchange.addEndHandler(_ -> RequestEnd.after(source, exchange.vertx()));
            request.resume(Problem.of(type, detail).asException());
        }
    }
}
