package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.journal.UserPackets;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.bucket.status.StatusBoard;
import io.bhiv.kit.auth.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The published face of the queue. Its shapes are kept; members are only ever added. */
@Path("/api/v1/bucket/prana/packets")
@Produces(MediaType.APPLICATION_JSON)
public class QueueResource {

    private final PacketPipeline pipeline;
    private final UserPackets userPackets;
    private final StatusBoard board;
    private final LeaseTerms terms;

    QueueResource(PacketPipeline pipeline, UserPackets userPackets, StatusBoard board, LeaseTerms terms) {
        this.pipeline = pipeline;
        this.userPackets = userPackets;
        this.board = board;
        this.terms = terms;
    }

    /** Leases up to {@code limit} packets; with {@code peek} it only looks and nobody loses their turn. */
    @GET
    @Path("/pending")
    @RolesAllowed(Roles.CONSUMER)
    public Uni<byte[]> pending(
            @QueryParam("limit") @DefaultValue("10") int limit,
            @QueryParam("lease_seconds") @Nullable Double leaseSeconds,
            @QueryParam("wait_seconds") @Nullable Double waitSeconds,
            @QueryParam("peek") @DefaultValue("false") boolean peek) {
        Uni<ObjectNode> packets = peek
                ? pipeline.peek(terms.limit(limit)).map(PacketViews::packets)
                : pipeline.lease(terms.request(limit, leaseSeconds, waitSeconds, false))
                        .map(PacketViews::leased);
        return packets.chain(answer ->
                board.current().map(standing -> PacketJson.bytes(answer.put("queue_size", standing.pending()))));
    }

    /** Idempotent: the same report twice is answered the same way. */
    @POST
    @Path("/mark-processed")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @RolesAllowed(Roles.CONSUMER)
    public Uni<Response> markProcessed(byte[] body) {
        JsonNode node = JsonBodies.read(body);
        Settlement settlement = SettlementReader.read(node, "");
        return pipeline.settle(List.of(settlement))
                .map(settled -> SettlementResponses.one(settlement.packetId(), settled.getFirst()));
    }

    /** Newest first; {@code before} continues where a page ended. */
    @GET
    @Path("/user/{user_id}")
    @RolesAllowed({Roles.VIEWER, Roles.CONSUMER})
    public Uni<byte[]> ofUser(
            @PathParam("user_id") String userId,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("before") @Nullable Long before) {
        int most = Math.clamp(limit, 1, 1_000);
        long from = before == null ? Long.MAX_VALUE : before;
        return userPackets.list(userId, from, most).map(packets -> {
            ObjectNode answer = PacketJson.object().put("user_id", userId);
            ArrayNode views = answer.putArray("packets");
            packets.forEach(packet -> views.add(PacketViews.ofUser(packet)));
            answer.put("count", packets.size());
            answer.put(
                    "next_before",
                    packets.size() == most ? Long.toString(packets.getLast().seq()) : null);
            return PacketJson.bytes(answer);
        });
    }
}
