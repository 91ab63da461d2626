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
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

    /**
     * Shows (by default) or sends the updates that were refused first, at most {@code rate} a second.
     *
     * @param parkedUntil only those refused at the latest then: what is refused again meanwhile is left out
     */
    @POST
    public Uni<Replay> replay(
            @QueryParam("dryRun") @DefaultValue("true") boolean dryRun,
            @QueryParam("limit") @DefaultValue("100") @Min(1) @Max(1_000) int limit,
            @QueryParam("rate") @DefaultValue("50") @DecimalMin("0.1") @DecimalMax("1000") double rate,
            @QueryParam("parkedUntil") @Nullable String parkedUntil) {
        Instant until = UntilParameter.read("parkedUntil", parkedUntil);
        return (dryRun ? parked.list(limit, until) : parked.replay(limit, rate, until))
                .map(updates -> new Replay(dryRun, updates.size(), updates));
    }
}
