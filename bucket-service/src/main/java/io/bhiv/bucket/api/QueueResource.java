package io.bhiv.bucket.api;

import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.journal.UserPackets;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseMemory;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.status.StatusBoard;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeAnswers;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The published API of the queue. Its shapes are kept; members are only ever added. */
@Path("/api/v1/bucket/prana/packets")
@Produces(MediaType.APPLICATION_JSON)
public class QueueResource {

    /** As it is read, and as it is sent. */
    private static final long HELD_TWICE = 2;

    private final PacketPipeline pipeline;
    private final UserPackets userPackets;
    private final StatusBoard board;
    private final LeaseTerms terms;
    private final LargeAnswers answers;
    private final Bodies bodies;

    QueueResource(
            PacketPipeline pipeline,
            UserPackets userPackets,
            StatusBoard board,
            LeaseTerms terms,
            LargeAnswers answers,
            Bodies bodies) {
        this.pipeline = pipeline;
        this.userPackets = userPackets;
        this.board = board;
        this.terms = terms;
        this.answers = answers;
        this.bodies = bodies;
    }

    /**
     * Leases up to {@code limit} packets; with {@code peek} it only returns them.
     *
     * <p>The queue is counted before anything is leased: a request that fails must not take packets along.
     */
    @GET
    @Path("/pending")
    @RolesAllowed(Roles.CONSUMER)
    public Uni<byte[]> pending(
            @QueryParam("limit") @DefaultValue("10") int limit,
            @QueryParam("lease_seconds") @Nullable Double leaseSeconds,
            @QueryParam("wait_seconds") @Nullable Double waitSeconds,
            @QueryParam("peek") @DefaultValue("false") boolean peek,
            @Context RoutingContext exchange) {
        Lease.Request request = terms.request(limit, leaseSeconds, waitSeconds, false);
        LeaseMemory.Room room = pipeline.room();
        answers.whenSent(exchange, room::release);
        return board.recent()
                .chain(standing -> (peek
                                ? pipeline.peek(limit, room).map(PacketViews::packets)
                                : pipeline.lease(request, room).map(PacketViews::leased))
                        .map(answer -> PacketJson.bytes(
                                answer.put("queue_size", board.latest().pending()))));
    }

    /** Leases nothing: HEAD must be safe to send, and without a body nothing would show what was leased. */
    @HEAD
    @Path("/pending")
    @RolesAllowed(Roles.CONSUMER)
    public Response pendingHead() {
        return Response.ok().type(MediaType.APPLICATION_JSON_TYPE).build();
    }

    /** Idempotent: the same report twice has the same result. */
    @POST
    @Path("/mark-processed")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
    @RolesAllowed(Roles.CONSUMER)
    public Uni<Response> markProcessed(byte[] body) {
        return bodies.read(body, Bodies.REPORT, report -> SettlementReader.read(report, ""))
                .chain(settlement -> pipeline.settle(List.of(settlement))
                        .map(settled -> SettlementResponses.one(settlement.packetId(), settled.getFirst())));
    }

    /** Newest first; a page ends at {@code limit} or at 4 MiB, and {@code before} continues after it. */
    @GET
    @Path("/user/{user_id}")
    @RolesAllowed({Roles.VIEWER, Roles.CONSUMER})
    public Uni<byte[]> ofUser(
            @PathParam("user_id") String userId,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("before") @Nullable Long before,
            @Context RoutingContext exchange) {
        long from = before == null ? Long.MAX_VALUE : before;
        return userPackets
                .page(userId, from, Math.clamp(limit, 1, 1_000))
                .chain(page -> answers.reading(
                        exchange,
                        HELD_TWICE * page.bytes(),
                        () -> userPackets.read(page),
                        packets -> PacketJson.bytes(PacketViews.ofUser(userId, packets, page.nextBefore()))));
    }
}
