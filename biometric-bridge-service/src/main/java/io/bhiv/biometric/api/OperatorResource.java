package io.bhiv.biometric.api;

import io.bhiv.biometric.replay.ReplayAnswer;
import io.bhiv.biometric.replay.ReplayRequest;
import io.bhiv.biometric.replay.Replays;
import io.bhiv.biometric.status.BacklogState;
import io.bhiv.biometric.status.DeliveryState;
import io.bhiv.biometric.status.StatusQueries;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries, the backlog and replays, for people. */
@Path("/api/v1/biometric")
public class OperatorResource {

    private final StatusQueries status;
    private final Replays replays;

    OperatorResource(StatusQueries status, Replays replays) {
        this.status = status;
        this.replays = replays;
    }

    @GET
    @Path("/deliveries/{eventId}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<DeliveryState> delivery(UUID eventId) {
        return status.delivery(eventId)
                .map(found -> found.orElseThrow(() -> Problem.of(ProblemType.NOT_FOUND, "No delivery has this id")
                        .asException()));
    }

    @GET
    @Path("/backlog")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<BacklogState> backlog() {
        return status.backlog();
    }

    /** Sends deliveries through the second half again, under their own ids. Without {@code dryRun=false} it is a preview. */
    @POST
    @Path("/replays")
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<ReplayAnswer> replay(
            @Nullable ReplayRequest request, @QueryParam("dryRun") @DefaultValue("true") boolean dryRun) {
        if (request == null || !(request.isOneDelivery() || request.isSpan())) {
            throw Problem.at("", "Give event_id alone, or from before to, with provider if wanted")
                    .asException();
        }
        Uni<ReplayAnswer> preview = replays.preview(request);
        return dryRun
                ? preview
                : preview.chain(previewed -> replays.replay(request).map(count -> {
                    Log.infof("Replay started by an operator [count=%d]", count);
                    return new ReplayAnswer(false, count, previewed.sample());
                }));
    }
}
