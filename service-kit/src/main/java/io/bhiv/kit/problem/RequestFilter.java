package io.bhiv.kit.problem;

import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses what no resource can handle: compressed bodies, and U+0000 in the address, which PostgreSQL cannot store. */
public final class RequestFilter {

    /** Before all other filters: the audit's stores the address. Null lets the request pass. */
    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    public @Nullable Response refusal(ContainerRequestContext request) {
        String encoding = request.getHeaderString(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity")) {
            return ProblemResponses.response(
                    Problem.of(ProblemType.UNSUPPORTED, "Send the body without Content-Encoding"));
        }
        URI address = request.getUriInfo().getRequestUri();
        return hasNull(address.getRawPath()) || hasNull(address.getRawQuery())
                ? ProblemResponses.response(Problem.of(ProblemType.MALFORMED, "The address contains U+0000"))
                : null;
    }

    private static boolean hasNull(@Nullable String encoded) {
        return encoded != null && encoded.contains("%00");
    }
}
