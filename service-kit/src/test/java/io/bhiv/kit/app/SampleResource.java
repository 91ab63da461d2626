package io.bhiv.kit.app;

import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeAnswers;
import io.bhiv.kit.commit.Overloaded;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vertx.sqlclient.ClosedConnectionException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;

/** Ends requests in every way that a service can. */
@Path("/sample")
public class SampleResource {

    private final LargeAnswers answers;

    SampleResource(LargeAnswers answers) {
        this.answers = answers;
    }

    /** A body with a bound. */
    public record Body(int level, @Valid Inner inner) {}

    /** A part with a bound of its own. */
    public record Inner(@Max(10) int depth) {}

    @POST
    @Path("/body")
    public Uni<Integer> body(@Valid Body body) {
        return Uni.createFrom().item(1);
    }

    @GET
    @Path("/page")
    public int page(@QueryParam("limit") int limit) {
        return limit;
    }

    @GET
    @Path("/large")
    public Uni<byte[]> large(@QueryParam("bytes") int bytes, @Context RoutingContext exchange) {
        answers.hold(exchange, bytes);
        return Uni.createFrom().item(new byte[bytes]);
    }

    @GET
    @Path("/preview")
    public boolean preview(@QueryParam("dryRun") @DefaultValue("true") boolean dryRun) {
        return dryRun;
    }

    @GET
    @Path("/overloaded")
    public Uni<String> overloaded() {
        return Uni.createFrom().failure(new Overloaded("The queue is full"));
    }

    @GET
    @Path("/store-away")
    public Uni<String> storeAway() {
        return Uni.createFrom().failure(ClosedConnectionException.INSTANCE);
    }

    @GET
    @Path("/mistake")
    public Uni<String> mistake() {
        throw new IllegalStateException("holds a secret: fake-secret");
    }

    @GET
    @Path("/conflict")
    public Uni<String> conflict() {
        throw Problem.of(ProblemType.CONFLICT, "Another body came under this key")
                .with("state", "stored")
                .asException();
    }

    @GET
    @Path("/operator")
    @RolesAllowed(Roles.OPERATOR)
    public String operator() {
        return "yes";
    }

    @GET
    @Path("/viewer")
    @RolesAllowed(Roles.VIEWER)
    public String viewer() {
        return "yes";
    }

    @GET
    @Path("/open/{name}")
    @RolesAllowed(Roles.VIEWER)
    public String open(@PathParam("name") String name) {
        return name;
    }

    @POST
    @Path("/ingest")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed(Roles.INGEST)
    public String ingest(byte[] body) {
        return Integer.toString(body.length);
    }

    @POST
    @Path("/act")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<String> act(@QueryParam("count") int count) {
        if (count < 0) {
            throw Problem.of(ProblemType.CONFLICT, "Nothing to act on").asException();
        }
        return Uni.createFrom().item("acted");
    }

    @POST
    @Path("/act/{name}")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public String actOn(@PathParam("name") String name) {
        return name;
    }
}
