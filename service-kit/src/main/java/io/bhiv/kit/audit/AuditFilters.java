package io.bhiv.kit.audit;

import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** Writes a row before an operator's action runs, and its outcome afterwards. */
class AuditFilters {

    private static final String ROW = "bridge.audit.row";

    /** What an address may show: whole, it could hold what a caller should not have put there. */
    private static final int LONGEST = 500;

    private final AuditTrail trail;
    private final CurrentIdentityAssociation identity;

    AuditFilters(AuditTrail trail, CurrentIdentityAssociation identity) {
        this.trail = trail;
        this.identity = identity;
    }

    @Audited
    @ServerRequestFilter
    Uni<Void> before(ContainerRequestContext request) {
        String query = request.getUriInfo().getRequestUri().getRawQuery();
        return identity.getDeferredIdentity()
                .chain(caller -> trail.begin(
                        caller.getPrincipal().getName(),
                        request.getMethod(),
                        limited(request.getUriInfo().getPath()),
                        query == null ? "" : limited(query)))
                .invoke(row -> request.setProperty(ROW, row))
                .replaceWithVoid();
    }

    @Audited
    @ServerResponseFilter
    Uni<Void> after(ContainerRequestContext request, ContainerResponseContext response) {
        return request.getProperty(ROW) instanceof Long row
                ? trail.end(row, response.getStatus()).onFailure().recoverWithUni(failure -> {
                    Log.warnf(
                            "An operator's action has no outcome in its audit row [row=%d status=%d cause=%s]",
                            row, response.getStatus(), StoreFailure.summary(failure));
                    return Uni.createFrom().voidItem();
                })
                : Uni.createFrom().voidItem();
    }

    private static String limited(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
