package io.bhiv.bucket.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.dead.DeadPacket;
import io.bhiv.bucket.dead.Selection;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Dead packets for operators: look, preview, bring back. */
@Path("/api/v1")
public class DeadResource {

    private static final int MOST = 10_000;

    private final PacketPipeline pipeline;

    DeadResource(PacketPipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** One dead packet as the API shows it. */
    public record View(
            @JsonProperty("packet_id") String packetId,
            @JsonProperty("user_id") String userId,
            @JsonProperty("received_at") Instant receivedAt,
            @JsonProperty("died_at") Instant diedAt,
            int attempts,
            List<String> reasons) {

        static View of(DeadPacket packet) {
            return new View(
                    packet.packetId(),
                    packet.subject(),
                    packet.receivedAt(),
                    packet.diedAt(),
                    packet.attempts(),
                    packet.reasons());
        }
    }

    /** A page of the dead; {@code next} continues after it and is null on the last. */
    public record Page(
            List<View> packets, int count, @Nullable String next) {}

    /** Which packets to bring back: by id, by user, by a text in their reasons, or all. */
    public record Request(
            @JsonProperty("packet_ids") @Nullable List<String> packetIds,
            @JsonProperty("user_id") @Nullable String userId,
            @Nullable String reason,
            @Nullable Integer limit) {

        Selection selection() {
            int most = limit == null ? 1_000 : limit;
            if (most < 1 || most > MOST) {
                throw Problem.at("/limit", "A number from 1 to " + MOST).asException();
            }
            return new Selection(packetIds == null ? List.of() : packetIds, userId, reason, most);
        }
    }

    /** What was brought back, or would be. */
    public record Answer(@JsonProperty("dry_run") boolean dryRun, int count, List<View> packets) {}

    @GET
    @Path("/dead")
    @RolesAllowed({Roles.OPERATOR, Roles.VIEWER})
    public Uni<Page> list(
            @QueryParam("limit") @DefaultValue("100") int limit, @QueryParam("after") @DefaultValue("0") long after) {
        int most = Math.clamp(limit, 1, 1_000);
        return pipeline.dead(after, most).map(packets -> {
            boolean more = packets.size() == most;
            String next = more ? Long.toString(packets.getLast().seq()) : null;
            return new Page(packets.stream().map(View::of).toList(), packets.size(), next);
        });
    }

    /** Gives dead packets their attempts anew. Without {@code dryRun=false} it only tells which. */
    @POST
    @Path("/dead:redrive")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Answer> redrive(@QueryParam("dryRun") @DefaultValue("true") boolean dryRun, @Nullable Request request) {
        Selection selection = (request == null ? new Request(null, null, null, null) : request).selection();
        return dryRun ? preview(selection) : bringBack(selection);
    }

    private Uni<Answer> preview(Selection selection) {
        return pipeline.previewRedrive(selection)
                .map(packets -> new Answer(
                        true,
                        packets.size(),
                        packets.stream().limit(100).map(View::of).toList()));
    }

    private Uni<Answer> bringBack(Selection selection) {
        return pipeline.redrive(selection).map(count -> {
            Log.infof("Dead packets redriven [count=%d]", count);
            return new Answer(false, count, List.of());
        });
    }
}
