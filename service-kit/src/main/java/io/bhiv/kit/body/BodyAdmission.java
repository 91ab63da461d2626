package io.bhiv.core.update;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Says no before bodies take more memory than there is. A body takes places by its declared length, before a byte of it is
 * read, and gives them back when it is answered; updates of the usual size never meet the limit, hundreds of 1 MiB do.
 *
 * <p>A body that is refused is read and thrown away, so that the caller hears the answer and may keep the connection.
 */
@ApplicationScoped
class BodyAdmission {

    /** What a body of undeclared length is taken for: senders of chunks send small updates, too. */
    private static final long UNDECLARED = 256 << 10;

    /** Before authentication, routing and everything else that costs. */
    private static final int FIRST = 1_000;

    private final AtomicLong admitted = new AtomicLong();
    private final long limit;
    private final ObjectMapper json;

    BodyAdmission(UpdateConfig config, ObjectMapper json, MeterRegistry meters) {
        this.limit = config.bodiesAtOnce().asLongValue();
        this.json = json;
        Gauge.builder("bridge.core.bodies.bytes", admitted, AtomicLong::get)
                .description("Declared bytes of the requests that are being answered")
                .register(meters);
    }

    void guard(@Observes Filters filters) {
        filters.register(this::admit, FIRST);
    }

    private void admit(RoutingContext exchange) {
        long weight = weight(exchange.request());
        if (weight == 0) {
            exchange.next();
            return;
        }
        // One body may always come in alone, however large: what is too large altogether is refused further on.
        long total = admitted.addAndGet(weight);
        if (total > limit && total > weight) {
            admitted.addAndGet(-weight);
            refuse(exchange);
            return;
        }
        exchange.addEndHandler(ended -> admitted.addAndGet(-weight));
        exchange.next();
    }

    private static long weight(HttpServerRequest request) {
        String declared = request.getHeader("Content-Length");
        if (declared == null) {
            return request.getHeader("Transfer-Encoding") == null ? 0 : UNDECLARED;
        }
        try {
            return Math.max(0, Long.parseLong(declared));
        } catch (NumberFormatException refusedByTheServerAnyway) {
            return UNDECLARED;
        }
    }

    private void refuse(RoutingContext exchange) {
        Problem problem = Problem.retryLater(ProblemType.OVERLOADED, "Too many large bodies are on their way", 1);
        HttpServerResponse response = exchange.response().setStatusCode(problem.status());
        response.putHeader("Content-Type", Problem.MEDIA_TYPE);
        problem.headers().forEach(response::putHeader);
        String body = written(problem);
        exchange.request()
                .handler(thrownAway -> {})
                .endHandler(read -> response.end(body))
                .resume();
    }

    private String written(Problem problem) {
        try {
            return json.writeValueAsString(problem);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }
}
