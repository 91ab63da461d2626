package io.bhiv.core.api;

import io.bhiv.core.status.CoreStatus;
import io.bhiv.core.status.TraceQuery;
import io.bhiv.core.status.UpdateTrace;
import io.bhiv.core.status.evaluate.HealthVerdict;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Health and single updates over HTTP. Health answers 503 where intake refuses, with the same body. */
@Path("/core")
@Produces(MediaType.APPLICATION_JSON)
public class StatusResource {

    /** The updates that came last, the newest first, each with how far it has come. */
    @RegisterForReflection
    record NewestUpdates(List<UpdateTrace> updates) {}

    private final CoreStatus status;
    private final TraceQuery traces;

    StatusResource(CoreStatus status, TraceQuery traces) {
        this.status = status;
        this.traces = traces;
    }

    /** Open without a key, because load balancers ask: it shows figures and nothing that was sent. */
    @GET
    @Path("health")
    @PermitAll
    public Uni<Response> health() {
        return status.read()
                .map(seen -> answer(CoreHealth.of(seen.verdict(), uptime(), seen.figures())))
                .onFailure()
                .recoverWithItem(failure -> answer(unanswered()));
    }

    /** What came last, whatever became of it. */
    @GET
    @Path("updates")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<NewestUpdates> updates(
            @QueryParam("limit") @DefaultValue("20") @Min(1) @Max(TraceQuery.MOST) int limit) {
        return traces.newest(limit).map(NewestUpdates::new);
    }

    /** The progress of one update. */
    @GET
    @Path("updates/{id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR, Roles.INGEST})
    public Uni<UpdateTrace> update(@PathParam("id") UUID id) {
        return traces.trace(id)
                .map(found -> found.orElseThrow(() -> Problem.of(
                                ProblemType.NOT_FOUND, "No update with this id is known, or it is past its retention")
                        .asException()));
    }

    private CoreHealth unanswered() {
        CoreStatus.Seen last = status.last();
        return CoreHealth.of(
                new HealthVerdict.Down("the store does not answer, intake refuses"),
                uptime(),
                last == null ? null : last.figures());
    }

    private static Response answer(CoreHealth health) {
        int code = health.status().equals("down") ? 503 : 200;
        return Response.status(code).entity(health).build();
    }

    private static Duration uptime() {
        return Duration.ofMillis(ManagementFactory.getRuntimeMXBean().getUptime());
    }
}
