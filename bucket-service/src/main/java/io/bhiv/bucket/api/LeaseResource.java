package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Leases and acknowledgements in batches: the same queue as the published API, with its rules exposed. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
@RolesAllowed(Roles.CONSUMER)
public class LeaseResource {

    private static final int MAX_ITEMS = 100;

    private final PacketPipeline pipeline;
    private final LeaseTerms terms;

    LeaseResource(PacketPipeline pipeline, LeaseTerms terms) {
        this.pipeline = pipeline;
        this.terms = terms;
    }

    /** {@code {limit, lease_seconds, wait_seconds, order:"user"}}, all optional. */
    @POST
    @Path("/leases")
    public Uni<byte[]> lease(byte[] body) {
        JsonNode node = Bodies.readOptional(body);
        boolean perUser = "user".equals(node.path("order").textValue());
        if (!perUser && node.hasNonNull("order")) {
            throw Problem.at("/order", "\"user\", or absent").asException();
        }
        int limit = node.hasNonNull("limit") ? node.path("limit").intValue() : 10;
        Lease.Request request = terms.request(
                limit, Bodies.seconds(node, "lease_seconds"), Bodies.seconds(node, "wait_seconds"), perUser);
        return pipeline.lease(request).map(lease -> PacketJson.bytes(PacketViews.leased(lease)));
    }

    /** Everything the lease still holds is processed; {@code packet_ids} selects a part of it. */
    @POST
    @Path("/leases/{id: [^/:]+}:ack")
    public Uni<Response> ack(@PathParam("id") String id, byte[] body) {
        JsonNode node = Bodies.readOptional(body);
        String actions = SettlementReader.actions(node.path("karma_actions"), "/karma_actions");
        return settle(id, node, new Settlement.Verdict.Done(actions));
    }

    /** Everything the lease still holds is given back; {@code packet_ids} selects a part of it, {@code reason} is kept. */
    @POST
    @Path("/leases/{id: [^/:]+}:nack")
    public Uni<Response> nack(@PathParam("id") String id, byte[] body) {
        JsonNode node = Bodies.readOptional(body);
        String reason = SettlementReader.reason(node.path("reason"), "/reason");
        return settle(id, node, new Settlement.Verdict.Failed(reason));
    }

    /** {@code {lease_seconds}} from now, for everything the lease still holds. */
    @POST
    @Path("/leases/{id: [^/:]+}:extend")
    public Uni<Response> extend(@PathParam("id") String id, byte[] body) {
        UUID lease = SettlementReader.lease(id, "/id");
        JsonNode node = Bodies.readOptional(body);
        return pipeline.extend(lease, terms.leaseTime(Bodies.seconds(node, "lease_seconds")))
                .map(extension -> extension
                        .map(now -> SettlementResponses.ok(PacketJson.object()
                                .put("lease_id", id)
                                .put("lease_until", now.until().toString())
                                .put("count", now.packets())))
                        .orElseThrow(LeaseResource::ended));
    }

    /** Up to 100 reports, each with its own result. */
    @POST
    @Path("/acks")
    public Uni<Response> acks(byte[] body) {
        JsonNode node = Bodies.read(body);
        boolean wrapped = node.isObject();
        JsonNode items = wrapped ? node.path("acks") : node;
        String at = wrapped ? "/acks" : "";
        if (!items.isArray() || items.isEmpty() || items.size() > MAX_ITEMS) {
            throw Problem.at(at, "An array of 1 to 100 reports").asException();
        }
        List<Settlement> settlements = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            settlements.add(SettlementReader.read(items.get(i), at + "/" + i));
        }
        return pipeline.settle(settlements).map(settled -> SettlementResponses.each(settlements, settled));
    }

    private Uni<Response> settle(String id, JsonNode body, Settlement.Verdict verdict) {
        UUID lease = SettlementReader.lease(id, "/id");
        return packetIds(lease, body.path("packet_ids")).chain(ids -> {
            if (ids.isEmpty()) {
                throw ended();
            }
            List<Settlement> settlements = ids.stream()
                    .map(packet -> new Settlement(packet, lease, verdict))
                    .toList();
            return pipeline.settle(settlements).map(settled -> SettlementResponses.each(settlements, settled));
        });
    }

    private Uni<List<String>> packetIds(UUID lease, JsonNode named) {
        if (named.isMissingNode() || named.isNull()) {
            return pipeline.held(lease);
        }
        List<String> ids = new ArrayList<>();
        named.forEach(id -> ids.add(id.asText()));
        boolean texts = named.isArray() && !ids.isEmpty() && ids.size() <= MAX_ITEMS;
        if (!texts || ids.stream().anyMatch(id -> id.isEmpty() || id.length() > 64 || id.indexOf('\0') >= 0)) {
            throw Problem.at("/packet_ids", "An array of 1 to 100 packet ids").asException();
        }
        return Uni.createFrom().item(ids);
    }

    private static RuntimeException ended() {
        return Problem.of(ProblemType.STALE_LEASE, "The lease holds no packet any more")
                .with("state", "over")
                .asException();
    }
}
