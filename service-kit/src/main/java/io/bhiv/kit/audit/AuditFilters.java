package io.bhiv.kit.audit;

import io.bhiv.kit.insight.InsightEvents;
import io.bhiv.kit.insight.RareEvent;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.insight.InsightEvent.Kind;
import io.bhiv.model.insight.InsightEvent.Severity;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;

/** Writes a row before an operator's action runs, and its outcome afterwards. */
class AuditFilters {

    private static final String ROW = "bridge.audit.row";
    private static final String ACTION = "bridge.audit.action";

    /** What an address may show: whole, it could hold what a caller should not have put there. */
    private static final int LONGEST = 500;

    private final AuditTrail trail;
    private final CurrentIdentityAssociation identity;
    private final InsightEvents events;

    AuditFilters(AuditTrail trail, CurrentIdentityAssociation identity, InsightEvents events) {
        this.events = events;
        this.trail = trail;
        this.identity = identity;
    }

    @Audited
    @ServerRequestFilter
    Uni<Void> before(ContainerRequestContext request, SimpleResourceInfo called) {
        String query = request.getUriInfo().getRequestUri().getRawQuery();
        return identity.getDeferredIdentity()
                .chain(caller -> trail.begin(
                        caller.getPrincipal().getName(),
                        request.getMethod(),
                        limited(request.getUriInfo().getPath()),
                        query == null ? "" : limited(query)))
                .invoke(row -> {
                    request.setProperty(ROW, row);
                    request.setProperty(
                            ACTION, called.getResourceClass().getSimpleName() + "." + called.getMethodName());
                })
                .replaceWithVoid();
    }

    @Audited
    @ServerResponseFilter
    Uni<Void> after(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(ACTION) instanceof String action) {
            events.offer(rareEvent(action, response.getStatus()));
        }
        return request.getProperty(ROW) instanceof Long row
                ? trail.end(row, response.getStatus()).onFailure().recoverWithUni(failure -> {
                    Log.warnf(
                            "An operator's action has no outcome in its audit row [row=%d status=%d cause=%s]",
                            row, response.getStatus(), StoreFailure.summary(failure));
                    return Uni.createFrom().voidItem();
                })
                : Uni.createFrom().voidItem();
    }

    /** Which action it was and how it ended. Neither the address, which may name a packet or a user, nor who did it. */
    private static RareEvent rareEvent(String action, int status) {
        Severity severity = status < 400 ? Severity.INFO : Severity.WARNING;
        return RareEvent.of(kind(action), severity, action, Integer.toString(status));
    }

    private static Kind kind(String action) {
        String words = action.toLowerCase(Locale.ROOT);
        if (words.contains("redrive")) {
            return Kind.REDRIVE;
        }
        return words.contains("replay") ? Kind.REPLAY : Kind.OPERATOR;
    }

    private static String limited(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }
}
