package io.bhiv.core.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.core.UpdatePipeline;
import io.bhiv.core.deliver.Delivery.Kind;
import io.bhiv.core.deliver.Submitted;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeBodies;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/**
 * Executions and rewards go to BHIV Core and BHIV Bucket; one failing never stops the other. With an
 * {@code Idempotency-Key} a caller who got no answer may send again, and the reward is given once.
 */
@Path("/core")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.INGEST)
public class FanOutResource {

    /** {@code success}: committed for both destinations; the state of each follows. */
    @RegisterForReflection
    record FanOut(
            String status,
            @JsonProperty("core") DeliveryAnswer core,
            @JsonProperty("bucket") DeliveryAnswer bucket,
            @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean duplicate) {}

    private final UpdatePipeline pipeline;
    private final PayloadReader reader;
    private final LargeBodies bodies;

    FanOutResource(UpdatePipeline pipeline, PayloadReader reader, LargeBodies bodies) {
        this.pipeline = pipeline;
        this.reader = reader;
        this.bodies = bodies;
    }

    /** {@code {team_id, action, result, …}}. */
    @POST
    @Path("executions")
    public Uni<FanOut> execution(@HeaderParam(IdempotencyHeader.NAME) @Nullable String key, byte[] body) {
        return fanOut(Kind.EXECUTION, key, body, "team_id", "action", "result");
    }

    /** {@code {team_id, action, reward, …}}. */
    @POST
    @Path("rewards")
    public Uni<FanOut> reward(@HeaderParam(IdempotencyHeader.NAME) @Nullable String key, byte[] body) {
        return fanOut(Kind.REWARD, key, body, "team_id", "action", "reward");
    }

    private Uni<FanOut> fanOut(Kind kind, @Nullable String key, byte[] body, String... required) {
        String checked = IdempotencyHeader.checked(key);
        return bodies.read(body, whole -> reader.object(whole, required))
                .chain(payload -> pipeline.fanOut(kind, payload, checked))
                .map(FanOutResource::answer);
    }

    private static FanOut answer(Submitted submitted) {
        Submitted.Committed committed = DeliveryAnswer.committed(submitted);
        return new FanOut(
                "success",
                DeliveryAnswer.of(committed.states().getFirst(), false),
                DeliveryAnswer.of(committed.states().getLast(), false),
                committed.duplicate());
    }
}
