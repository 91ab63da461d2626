package io.bhiv.kit.body;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Optional;
import java.util.Set;

/**
 * Refuses bodies before they take more memory than there is. A body draws on the {@link ByteBudget} by its declared length, before a
 * byte of it is read, until it is answered; bodies of the usual size never meet the limit, hundreds of 1 MiB do. One that declares no
 * length draws by the most that it may become, and is cut off there: no caller holds more than is counted.
 *
 * <p>A part of the budget is kept for small bodies, and a body that trickles loses its room at the deadline: a few callers with large
 * or slow ones, known or not, cannot keep everybody out.
 *
 * <p>A body that is refused is read and thrown away, so that the caller receives the answer and may keep the connection.
 */
@ApplicationScoped
class BodyAdmission {

    /** Holds next to nothing while it trickles: not worth a timer. */
    private static final long UNTIMED = 4 << 10;

    /** Before authentication, routing and everything else that costs. */
    private static final int FIRST = 1_000;

    /** After the framework has set the limit of a body that it reads, which is the same for all. */
    private static final int AFTER_LIMIT = 1;

    private static final Set<HttpMethod> WITHOUT_BODY = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final BodyConfig config;
    private final ByteBudget budget;
    private final long largest;
    private final long undeclared;
    private final ObjectMapper json;

    BodyAdmission(BodyConfig config, ByteBudget budget, ObjectMapper json) {
        this.config = config;
        this.budget = budget;
        this.largest = config.largest().asLongValue();
        this.undeclared = UndeclaredBodies.most(config);
        this.json = json;
    }

    void guard(@Observes Filters filters) {
        if (config.guarded()) {
            filters.register(this::admit, FIRST);
        }
        filters.register(this::limitUndeclared, AFTER_LIMIT);
    }

    private void limitUndeclared(RoutingContext exchange) {
        if (isUndeclared(exchange.request())) {
            exchange.put(VertxHttpRecorder.MAX_REQUEST_SIZE_KEY, undeclared);
            UndeclaredBodies.mark(exchange);
        }
        exchange.next();
    }

    private void admit(RoutingContext exchange) {
        long weight = weight(exchange.request());
        if (weight == 0) {
            exchange.next();
        } else if (weight > largest) {
            end(exchange, Problem.of(ProblemType.TOO_LARGE, "A body has " + largest + " bytes at most"));
        } else {
            Optional<ByteBudget.Room> room = budget.tryTake(weight);
            room.ifPresentOrElse(taken -> enter(exchange, weight, taken), () -> refuse(exchange));
        }
    }

    private void enter(RoutingContext exchange, long weight, ByteBudget.Room room) {
        exchange.addEndHandler(ended -> room.release());
        if (weight > UNTIMED) {
            limitTime(exchange, room);
        }
        exchange.next();
    }

    private long weight(HttpServerRequest request) {
        String declared = request.getHeader("Content-Length");
        if (declared == null) {
            return isUndeclared(request) ? undeclared : 0;
        }
        try {
            return Math.max(0, Long.parseLong(declared));
        } catch (NumberFormatException refusedByTheServerAnyway) {
            return undeclared;
        }
    }

    /** HTTP/2 has no header that tells whether a body follows: of a method that may have one, it may. */
    private static boolean isUndeclared(HttpServerRequest request) {
        if (request.getHeader("Content-Length") != null) {
            return false;
        }
        return request.version() == HttpVersion.HTTP_2
                ? !WITHOUT_BODY.contains(request.method())
                : request.getHeader("Transfer-Encoding") != null;
    }

    /**
     * The framework's own refusals replace the handler that is called when an answer has ended, so that the room of such a body would be
     * leaked: at the deadline it is given back for every answer that has ended.
     */
    private void limitTime(RoutingContext exchange, ByteBudget.Room room) {
        long timer = exchange.vertx().setTimer(config.deadline().toMillis(), due -> {
            HttpServerResponse response = exchange.response();
            if (response.ended() || response.closed()) {
                room.release();
            } else if (!exchange.request().isEnded() && !response.headWritten()) {
                end(exchange, Problem.of(ProblemType.REQUEST_TIMEOUT, "The body did not arrive in time"));
            }
        });
        exchange.addEndHandler(ended -> exchange.vertx().cancelTimer(timer));
    }

    private void end(RoutingContext exchange, Problem problem) {
        RequestEnd.announce(exchange.request());
        prepared(exchange, problem).end(written(problem));
        RequestEnd.after(exchange.request(), exchange.vertx());
    }

    private void refuse(RoutingContext exchange) {
        Problem problem = Problem.retryLater(ProblemType.OVERLOADED, "Too many large bodies are on their way", 1);
        HttpServerResponse response = prepared(exchange, problem);
        String body = written(problem);
        exchange.request()
                .handler(thrownAway -> {})
                .endHandler(read -> response.end(body))
                .resume();
    }

    private static HttpServerResponse prepared(RoutingContext exchange, Problem problem) {
        HttpServerResponse response = exchange.response().setStatusCode(problem.status());
        response.putHeader("Content-Type", Problem.MEDIA_TYPE);
        problem.headers().forEach(response::putHeader);
        return response;
    }

    private String written(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }
}
