package io.bhiv.insight.api;

import io.bhiv.insight.ask.Services;
import io.bhiv.insight.page.Answers;
import io.bhiv.kit.auth.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/** One event's way through the services. A page of its own, complete without JavaScript. */
@Path("/insight")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public class AskResource {

    private static final int LONGEST = 100;

    private final Services services;

    AskResource(Services services) {
        this.services = services;
    }

    @GET
    @Path("search")
    @Operation(hidden = true)
    public Uni<Response> search(@RestQuery @DefaultValue("") String id) {
        String wanted = id.strip().substring(0, Math.min(id.strip().length(), LONGEST));
        return parsed(wanted)
                .map(uuid -> services.about(uuid).chain(found -> Pages.shown(Answers.search(wanted, "", found))))
                .orElseGet(() -> Pages.shown(Answers.search(
                        wanted,
                        wanted.isEmpty() ? "" : "An event id has the form 0198f2c4-7d1e-7c3a-9b5e-2f6d8a1c4e70.",
                        List.of())));
    }

    private static Optional<UUID> parsed(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
