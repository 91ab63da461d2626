package io.bhiv.kit.auth;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;

/** Lets pages of the origins that own a publishable key read our answers (CORS); requests of other origins pass untouched. */
@ApplicationScoped
class BrowserOrigins {

    /** Before authentication: a preflight carries no key. */
    private static final int FIRST = 900;

    private final List<String> origins;
    private final CorsHandler cors;

    BrowserOrigins(ApiKeys keys) {
        this.origins = keys.origins();
        this.cors = CorsHandler.create()
                .addOrigins(origins)
                .allowedMethod(HttpMethod.POST)
                .allowedHeader("Content-Type")
                .allowedHeader("X-Api-Key")
                .maxAgeSeconds(600);
    }

    void mount(@Observes Filters filters) {
        if (!origins.isEmpty()) {
            filters.register(this::answer, FIRST);
        }
    }

    private void answer(RoutingContext exchange) {
        String origin = exchange.request().getHeader("Origin");
        if (origin != null && origins.contains(origin)) {
            cors.handle(exchange);
        } else {
            exchange.next();
        }
    }
}
