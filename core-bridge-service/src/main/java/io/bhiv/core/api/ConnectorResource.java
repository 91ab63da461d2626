package io.bhiv.core.api;

import io.bhiv.core.UpdatePipeline;
import io.bhiv.core.dead.DeadDelivery;
import io.bhiv.core.dead.Redrives;
import io.bhiv.core.deliver.Deliveries;
import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.DeliveryState;
import io.bhiv.core.deliver.Submitted;
import io.bhiv.core.save.SaveOutcome;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeBodies;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The two connectors over HTTP, and the redrive of what failed (the path says replay). */
@Path("/connectors")
@Produces(MediaType.APPLICATION_JSON)
public class ConnectorResource {

    /** A saved object. */
    @RegisterForReflection
    record Saved(String status, String path) {}

    /** What a replay would send, or sent; {@code failed} counts the whole list before it. */
    @RegisterForReflection
    record Replay(boolean dryRun, long failed, int count, List<DeadDelivery> deliveries) {}

    private final Deliveries deliveries;
    private final Redrives redrives;
    private final UpdatePipeline pipeline;
    private final PayloadReader reader;
    private final LargeBodies bodies;

    ConnectorResource(
            Deliveries deliveries,
            Redrives redrives,
            UpdatePipeline pipeline,
            PayloadReader reader,
            LargeBodies bodies) {
        this.deliveries = deliveries;
        this.redrives = redrives;
        this.pipeline = pipeline;
        this.reader = reader;
        this.bodies = bodies;
    }

    /**
     * Sends any JSON value to BHIV Core. 200 where it arrived at once, else 202: committed. The
     * same {@code Idempotency-Key} with the same payload returns the delivery of the first call, another payload 409.
     */
    @POST
    @Path("core/send")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.INGEST)
    public Uni<Response> send(@HeaderParam(IdempotencyHeader.NAME) @Nullable String key, byte[] body) {
        String checked = IdempotencyHeader.checked(key);
        return bodies.read(body, reader::value)
                .chain(payload -> pipeline.sendToCore(payload, checked))
                .map(submitted -> answer(DeliveryAnswer.committed(submitted)));
    }

    /** Saves {@code {filename, payload}} as one object. 400 for a name that is not allowed, 507 where there is no room. */
    @POST
    @Path("bucket/save")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.INGEST)
    public Uni<Saved> save(byte[] body) {
        return bodies.read(body, reader::save)
                .chain(request -> pipeline.saveToBucket(request.filename(), request.payload()))
                .map(ConnectorResource::answer);
    }

    /** The state of a delivery, and what happened to it when. */
    @GET
    @Path("deliveries/{id}")
    @RolesAllowed({Roles.INGEST, Roles.VIEWER, Roles.OPERATOR})
    public Uni<DeliveryView> delivery(@PathParam("id") UUID id) {
        return deliveries
                .find(id)
                .map(found -> found.map(DeliveryView::of)
                        .orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "No delivery with this id is known")
                                .asException()));
    }

    /**
     * Shows (by default) or sends again what failed for good, oldest first, at most {@code rate} a second.
     *
     * @param failedUntil only what failed at the latest then: what fails again meanwhile is left out
     */
    @POST
    @Path("{destination}/replay")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Replay> replay(
            @PathParam("destination") String destination,
            @QueryParam("dryRun") @DefaultValue("true") boolean dryRun,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(10_000) int limit,
            @QueryParam("rate") @DefaultValue("10") @DecimalMin("0.1") @DecimalMax("1000") double rate,
            @QueryParam("failedUntil") @Nullable String failedUntil) {
        Destination to = destination(destination);
        Instant until = UntilParameter.read("failedUntil", failedUntil);
        return redrives.count(to)
                .chain(failed -> (dryRun ? redrives.list(to, limit, until) : redrives.redrive(to, limit, rate, until))
                        .map(chosen -> new Replay(dryRun, failed, chosen.size(), chosen)));
    }

    private static Destination destination(String name) {
        for (Destination destination : Destination.values()) {
            if (destination.wireName().equals(name)) {
                return destination;
            }
        }
        throw Problem.of(ProblemType.NOT_FOUND, "Destinations are core and bucket")
                .asException();
    }

    private static Response answer(Submitted.Committed committed) {
        DeliveryState state = committed.states().getFirst();
        return Response.status(state instanceof DeliveryState.Delivered ? 200 : 202)
                .entity(DeliveryAnswer.of(state, committed.duplicate()))
                .build();
    }

    private static Saved answer(SaveOutcome outcome) {
        return switch (outcome) {
            case SaveOutcome.Saved(String path) -> new Saved("saved", path);
            case SaveOutcome.BadName(String reason) ->
                throw Problem.at("/filename", reason).asException();
            case SaveOutcome.DiskFull full ->
                throw Problem.of(ProblemType.DISK_FULL, "The bucket has no room; nothing of the object was left behind")
                        .asException();
            case SaveOutcome.NotTried(String reason) ->
                throw Problem.retryLater(ProblemType.STORE_UNAVAILABLE, reason, 2)
                        .asException();
            case SaveOutcome.Failed(String reason) ->
                throw Problem.retryLater(ProblemType.STORE_UNAVAILABLE, reason, 2)
                        .asException();
        };
    }
}
