package io.bhiv.core.connector;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.core.delivery.Deliveries;
import io.bhiv.core.delivery.Delivery.Kind;
import io.bhiv.core.delivery.DeliveryState;
import io.bhiv.kit.auth.Roles;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Executions and rewards go to BHIV Core and BHIV Bucket; one failing never stops the other. */
@Path("/core")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.INGEST)
public class FanOutResource {

    /** {@code success}: committed for both destinations; what each said is beside it. */
    @RegisterForReflection
    record FanOut(
            String status,
            @JsonProperty("core") DeliveryAnswer core,
            @JsonProperty("bucket") DeliveryAnswer bucket) {}

    private final Deliveries deliveries;
    private final PayloadReader reader;

    FanOutResource(Deliveries deliveries, PayloadReader reader) {
        this.deliveries = deliveries;
        this.reader = reader;
    }

    /** {@code {team_id, action, result, …}}. */
    @POST
    @Path("executions")
    public Uni<FanOut> execution(byte[] body) {
        return deliveries
                .fanOut(Kind.EXECUTION, reader.object(body, "team_id", "action", "result"))
                .map(FanOutResource::answer);
    }

    /** {@code {team_id, action, reward, …}}. */
    @POST
    @Path("rewards")
    public Uni<FanOut> reward(byte[] body) {
        return deliveries
                .fanOut(Kind.REWARD, reader.object(body, "team_id", "action", "reward"))
                .map(FanOutResource::answer);
    }

    private static FanOut answer(List<DeliveryState> states) {
        return new FanOut("success", DeliveryAnswer.of(states.getFirst()), DeliveryAnswer.of(states.getLast()));
    }
}
