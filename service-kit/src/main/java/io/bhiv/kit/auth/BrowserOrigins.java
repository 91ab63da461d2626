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
 *
 * <p>In mode {@code open} there is no key that decides, and the service usually runs on the machine on which somebody reads other people's
 * pages. So pages of other origins are always refused there, also what they load without naming themselves, such as an image whose address
 * leases packets; a link to one of our pages may be followed, and one to what programs call may not. What is asked for under a name that is
 * none of {@link LocalNames} is refused altogether: the page that asks may be of whoever owns the name.
 */
@ApplicationScoped
class BrowserOrigins {

    /** Before authentication: a preflight carries no key. */
    private static final int FIRST = 900;

    private static final int MAX_AGE_SECONDS = 600;

    /** Probes know a service by any name, and there is nothing in the answers that a page could use. */
    private static final String PROBES = "/q/health";

    /** What programs call. One of the old routes leases what it shows, so that opening its address is an act. */
    private static final String FOR_PROGRAMS = "/api/";

    private final Set<String> origins;
    private final boolean open;
    private final boolean refusesOthers;
    private final LocalNames names;
    private final CorsHandler cors;
    private final ObjectMapper json;

    BrowserOrigins(ApiKeys keys, AuthConfig config, ObjectMapper json) {
        this.json = json;
        this.origins = Stream.concat(keys.origins().stream(), config.origins().orElse(List.of()).stream())
                .map(String::strip)
                .collect(Collectors.toUnmodifiableSet());
        this.open = config.mode() == AuthConfig.Mode.OPEN;
        this.names = LocalNames.of(config.openHosts().orElse(List.of()));
        this.refusesOthers = open || config.otherOrigins() == AuthConfig.OtherOrigins.REFUSE;
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
        if (open && !mayBeCalled(exchange)) {
            refuse(
                    exchange.response(),
                    ProblemType.MISDIRECTED,
                    "In mode open the service is called by localhost, an address, or a name of bridge.auth.open-hosts");
        } else if (origin != null && origins.contains(origin)) {
            cors.handle(exchange);
        } else if (origin == null
                ? !open || !isLoadedByAnother(exchange)
                : !refusesOthers || isOurs(origin, exchange.request())) {
            exchange.next();
        } else {
            refuse(
                    exchange.response(),
                    ProblemType.FORBIDDEN,
                    "Pages of this origin may not call the service; bridge.auth.origins names those that may");
        }
    }

    /** A browser always says which name it asks for; one that cannot be read is none of ours. */
    private boolean mayBeCalled(RoutingContext exchange) {
        HostAndPort host = exchange.request().authority();
        return exchange.normalizedPath().startsWith(PROBES) || (host != null && names.mayBeCalled(host.host()));
    }

    private void refuse(HttpServerResponse response, ProblemType type, String detail) {
        Problem problem = Problem.of(type, detail);
        try {
            response.setStatusCode(problem.status())
                    .putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .end(json.writeValueAsString(problem));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a problem is always JSON", impossible);
        }
    }

    /** Browsers say to services of this machine where a request comes from, and whether a page is opened as a whole by it. */
    private static boolean isLoadedByAnother(RoutingContext exchange) {
        HttpServerRequest request = exchange.request();
        String site = request.getHeader("Sec-Fetch-Site");
        boolean follows = "document".equals(request.getHeader("Sec-Fetch-Dest"))
                && !exchange.normalizedPath().startsWith(FOR_PROGRAMS);
        return site != null && !site.equals("same-origin") && !site.equals("none") && !follows;
    }

    /** Browsers name the origin of our own pages, too. The scheme is not compared: where TLS ends before the service, it is another. */
    private boolean isOurs(String origin, HttpServerRequest request) {
        HostAndPort host = request.authority();
        return host != null && origin.endsWith("://" + host) && (!open || names.isOurs(host.host()));
    }
}
