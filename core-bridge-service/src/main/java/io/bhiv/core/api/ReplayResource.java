package io.bhiv.core.api;

import io.bhiv.core.parked.ParkedUpdates;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Replays updates that the bucket or Kafka refused. */
@Path("/core/updates/replay")
@Produces(MediaType.APPLICATION_JSON)
@Audited
@RolesAllowed(Roles.OPERATOR)
public class ReplayResource {

    /** What a replay would send, or sent. */
    @RegisterForReflection
    record Replay(boolean dryRun, int count, List<ParkedUpdates.Parked> updates) {}

    private final ParkedUpdates parked;

    ReplayResource(ParkedUpdates parked) {
        this.parked = parked;
    }

    /** Shows (by default) or sends the oldest refused updates, at most {@code rate} a second. */
    @POST
    public Uni<Replay> replay(
            @QueryParam("dryRun") @DefaultValue("true") boolean dryRun,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1_000) int limit,
            @QueryParam("rate") @DefaultValue("50") @DecimalMin("0.1") @DecimalMax("1000") double rate) {
        return (dryRun ? parked.list(limit) : parked.replay(limit, rate))
                .map(updates -> new Replay(dryRun, updates.size(), updates));
    }
}
