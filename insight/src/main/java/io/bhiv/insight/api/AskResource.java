package io.bhiv.insight.api;

import io.bhiv.insight.ask.ServiceAnswer;
import io.bhiv.insight.ask.Services;
import io.bhiv.insight.page.Answers;
import io.bhiv.insight.page.EventTimeline.Explanations;
import io.bhiv.insight.store.Actions;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.store.StoreFailure;
import io.quarkus.logging.Log;
import io.quarkus.security.identity.CurrentIdentityAssociation;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/**
 * What happened to one event, from all services. A page of its own, complete without JavaScript.
 *
 * <p>Why a trigger fired is about health: operators alone see it, and a row is written before they do.
 */
@Path("/insight")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public class AskResource {

    private static final int LONGEST = 100;

    private final Services services;
    private final Actions actions;
    private final CurrentIdentityAssociation identity;

    AskResource(Services services, Actions actions, CurrentIdentityAssociation identity) {
        this.services = services;
        this.actions = actions;
        this.identity = identity;
    }

    @GET
    @Path("search")
    @Operation(hidden = true)
    public Uni<Response> search(@RestQuery @DefaultValue("") String id) {
        String wanted = id.strip().substring(0, Math.min(id.strip().length(), LONGEST));
        if (wanted.isEmpty()) {
            return Pages.shown(Answers.search(wanted, List.of(), new Explanations.NotForThisRole()));
        }
        return services.about(wanted)
                .chain(found -> explained(Services.uuid(wanted), found)
                        .chain(explained -> Pages.shown(Answers.search(wanted, found, explained))));
    }

    private Uni<Explanations> explained(Optional<UUID> uuid, List<ServiceAnswer> found) {
        boolean fired = found.stream()
                .flatMap(answer -> answer.steps().stream())
                .anyMatch(step -> !step.trigger().isEmpty());
        return identity.getDeferredIdentity()
                .chain(caller -> fired && caller.hasRole(Roles.OPERATOR)
                        ? uuid.map(delivery -> explained(caller, delivery)).orElseGet(AskResource::hidden)
                        : hidden());
    }

    private static Uni<Explanations> hidden() {
        return Uni.createFrom().item(new Explanations.NotForThisRole());
    }

    private Uni<Explanations> explained(SecurityIdentity caller, UUID delivery) {
        return actions.begin(caller.getPrincipal().getName(), "read", "why a trigger fired", delivery.toString())
                .chain(row -> services.explanations(delivery)
                        .call(read -> actions.end(row, read.size(), read.isEmpty() ? "no answer" : "done")))
                .<Explanations>map(Explanations.ByTrigger::new)
                .onFailure()
                .recoverWithItem(failure -> {
                    Log.warnf(
                            "Why triggers fired is not shown: the row for it cannot be written [cause=%s]",
                            StoreFailure.summary(failure));
                    return new Explanations.ByTrigger(Map.of());
                });
    }
}
