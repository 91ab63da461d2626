package io.bhiv.insight.api;

import io.bhiv.insight.ask.Service;
import io.bhiv.insight.ask.Services;
import io.bhiv.insight.page.Answers;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestQuery;

/** Where an account does not add up: the minutes, and from there the rows. Complete without JavaScript. */
@Path("/insight/account")
@RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
public class AccountResource {

    private static final int LONGEST = 100;

    private final Services services;

    AccountResource(Services services) {
        this.services = services;
    }

    @GET
    @Operation(hidden = true)
    public Uni<Response> account(
            @RestQuery @DefaultValue("") String service, @RestQuery @DefaultValue("") String intake) {
        Service kept = Service.named(service)
                .filter(_ -> !intake.isEmpty() && intake.length() <= LONGEST)
                .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "No service of this name keeps an account of it")
                        .asException());
        return services.differences(kept, intake).chain(found -> Pages.shown(Answers.account(service, intake, found)));
    }
}
