package io.bhiv.insight.login;

import io.bhiv.kit.auth.Roles;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** A route of the service that hosts the page. */
@Path("/core/elsewhere")
@RolesAllowed(Roles.OPERATOR)
public class Elsewhere {

    @GET
    public String get() {
        return "seen";
    }
}
