package io.bhiv.kit.body;

import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Priorities;
import java.io.ByteArrayInputStream;
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

    UndeclaredBodies(BodyConfig config) {
        this.most = most(config);
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
            eventLoop.runOnContext(_ -> new Reading(request, exchange, most).begin());
        }
    }

    /** Of one body, on its request's event loop. */
    private record Reading(
            ResteasyReactiveContainerRequestContext request, RoutingContext exchange, long most, Buffer body) {

        Reading(ResteasyReactiveContainerRequestContext request, RoutingContext exchange, long most) {
            this(request, exchange, most, Buffer.buffer());
        }

        void begin() {
            HttpServerRequest source = exchange.request();
            if (source.isEnded()) {
                end();
                return;
            }
            if ("100-continue".equalsIgnoreCase(source.getHeader("Expect"))) {
                exchange.response().writeContinue();
            }
            source.handler(this::add).endHandler(_ -> end()).resume();
        }

        private void add(Buffer piece) {
            if (body.length() + (long) piece.length() <= most) {
                body.appendBuffer(piece);
            } else {
                refuse();
            }
        }

        private void end() {
            if (exchange.response().ended()) {
                // It took too long, and was answered so.
                return;
            }
            request.setEntityStream(new ByteArrayInputStream(body.getBytes()));
            request.resume();
        }

        private void refuse() {
            HttpServerRequest source = exchange.request();
            source.handler(_ -> {}).endHandler(_ -> {});
            RequestEnd.announce(source);
            exchange.addEndHandler(_ -> RequestEnd.after(source, exchange.vertx()));
            request.resume(
                    Problem.of(ProblemType.TOO_LARGE, "A body that declares no length has " + most + " bytes at most")
                            .asException());
        }
    }
}
