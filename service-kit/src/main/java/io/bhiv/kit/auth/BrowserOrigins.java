package io.bhiv.kit.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets pages of known origins call us and read our answers (CORS): those of {@code bridge.auth.origins} and of publishable keys.
 * Requests of other origins pass untouched or are refused, as the service decides; a page of our own is never another origin.
 */
@ApplicationScoped
class BrowserOrigins {

    /** Before authentication: a preflight carries no key. */
    private static final int FIRST = 900;

    private static final int MAX_AGE_SECONDS = 600;

    private final Set<String> origins;
    private final boolean refusesOthers;
    private final CorsHandler cors;
    private final ObjectMapper json;

    BrowserOrigins(ApiKeys keys, AuthConfig config, ObjectMapper json) {
        this.json = json;
        this.origins = Stream.concat(keys.origins().stream(), config.origins().orElse(List.of()).stream())
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
        this.refusesOthers = config.otherOrigins() == AuthConfig.OtherOrigins.REFUSE;
        this.cors = CorsHandler.create()
                .addOrigins(List.copyOf(origins))
                .allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST))
                .allowedHeaders(Set.of("Content-Type", "X-Api-Key", "Authorization"))
                .maxAgeSeconds(MAX_AGE_SECONDS);
    }

    void mount(@Observes Filters filters) {
        if (refusesOthers || !origins.isEmpty()) {
            filters.register(this::answer, FIRST);
        }
    }

    private void answer(RoutingContext exchange) {
        String origin = exchange.request().getHeader("Origin");
        if (origin != null && origins.contains(origin)) {
            cors.handle(exchange);
        } else if (origin == null || !refusesOthers || isOurs(origin, exchange.request())) {
            exchange.next();
        } else {
            refuse(exchange.response());
        }
    }

    private void refuse(HttpServerResponse response) {
        Problem problem = Problem.of(ProblemType.FORBIDDEN, "Pages of this origin may not call the service");
        try {
            response.setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }

    /** Browsers name the origin of our own pages, too. */
    private static boolean isOurs(String origin, HttpServerRequest request) {
        HostAndPort host = request.authority();
        return host != null && origin.equals(request.scheme() + "://" + host);
    }
}
