package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.lease.Lease;
import io.bhiv.bucket.lease.LeaseMemory;
import io.bhiv.bucket.packet.PacketIds;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.body.LargeAnswers;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** Leases and acknowledgements in batches: the same queue as the published API, with its rules exposed. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
@RolesAllowed(Roles.CONSUMER)
public class LeaseResource {

    private static final int MAX_ITEMS = 100;

    private final PacketPipeline pipeline;
    private final LeaseTerms terms;
    private final Bodies bodies;
    private final LargeAnswers answers;

    LeaseResource(PacketPipeline pipeline, LeaseTerms terms, Bodies bodies, LargeAnswers answers) {
        this.pipeline = pipeline;
        this.terms = terms;
        this.bodies = bodies;
        this.answers = answers;
    }

    /** {@code {limit, lease_seconds, wait_seconds, order:"user"}}, all optional. */
    @POST
    @Path("/leases")
    public Uni<byte[]> lease(byte[] body, @Context RoutingContext exchange) {
        LeaseMemory.Room room = pipeline.room();
        answers.whenSent(exchange, room::release);
        return bodies.readOptional(body, Bodies.REPORT, this::request)
                .chain(request -> pipeline.lease(request, room))
                .map(lease -> PacketJson.bytes(PacketViews.leased(lease)));
    }

    private Lease.Request request(JsonNode node) {
        boolean perUser = "user".equals(node.path("order").textValue());
        if (!perUser && node.hasNonNull("order")) {
            throw Problem.at("/order", "\"user\", or absent").asException();
        }
        int limit = node.hasNonNull("limit") ? node.path("limit").intValue() : 10;
        return terms.request(
                limit, Bodies.seconds(node, "lease_seconds"), Bodies.seconds(node, "wait_seconds"), perUser);
    }

    /** Everything the lease still holds is processed; {@code packet_ids} selects a part of it. */
    @POST
    @Path("/leases/{id: [^/:]+}:ack")
    public Uni<Response> ack(@PathParam("id") String id, byte[] body) {
        return settle(
                id,
                body,
                report -> new Settlement.Verdict.Done(
                        SettlementReader.actions(report.path("karma_actions"), "/karma_actions")));
    }

    /** Everything the lease still holds is given back; {@code packet_ids} selects a part of it, {@code reason} is kept. */
    @POST
    @Path("/leases/{id: [^/:]+}:nack")
    public Uni<Response> nack(@PathParam("id") String id, byte[] body) {
        return settle(
                id,
                body,
                report -> new Settlement.Verdict.Failed(SettlementReader.reason(report.path("reason"), "/reason")));
    }

    /** {@code {lease_seconds}} from now, for everything the lease still holds. */
    @POST
    @Path("/leases/{id: [^/:]+}:extend")
    public Uni<Response> extend(@PathParam("id") String id, byte[] body) {
        UUID lease = SettlementReader.lease(id, "/id");
        return bodies.readOptional(body, Bodies.REPORT, node -> terms.leaseTime(Bodies.seconds(node, "lease_seconds")))
                .chain(time -> pipeline.extend(lease, time))
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
        return bodies.read(body, Bodies.LARGEST, LeaseResource::settlements)
                .chain(settlements ->
                        pipeline.settle(settlements).map(settled -> SettlementResponses.each(settlements, settled)));
    }

    private static List<Settlement> settlements(JsonNode node) {
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
        return settlements;
    }

    /** What a report contains of the packets of one lease; no ids for all that it holds. */
    private record Report(Settlement.Verdict verdict, List<String> packetIds) {}

    private Uni<Response> settle(String id, byte[] body, Function<JsonNode, Settlement.Verdict> verdict) {
        UUID lease = SettlementReader.lease(id, "/id");
        return bodies.readOptional(
                        body,
                        Bodies.REPORT,
                        node -> new Report(verdict.apply(node), packetIds(node.path("packet_ids"))))
                .chain(report -> settle(lease, report));
    }

    private Uni<Response> settle(UUID lease, Report report) {
        List<String> named = report.packetIds();
        return (named.isEmpty() ? pipeline.held(lease) : Uni.createFrom().item(named)).chain(ids -> {
            if (ids.isEmpty()) {
                throw ended();
            }
            List<Settlement> settlements = ids.stream()
                    .map(packet -> new Settlement(packet, lease, report.verdict()))
                    .toList();
            return pipeline.settle(settlements).map(settled -> SettlementResponses.each(settlements, settled));
        });
    }

    /** Empty where none is named. */
    private static List<String> packetIds(JsonNode named) {
        if (named.isMissingNode() || named.isNull()) {
            return List.of();
        }
        boolean few = named.isArray() && !named.isEmpty() && named.size() <= MAX_ITEMS;
        if (!few || !named.valueStream().allMatch(PacketIds::isId)) {
            throw Problem.at("/packet_ids", "An array of 1 to 100 packet ids").asException();
        }
        return named.valueStream().map(JsonNode::textValue).toList();
    }

    private static RuntimeException ended() {
        return Problem.of(ProblemType.STALE_LEASE, "The lease holds no packet any more")
                .with("state", "over")
                .asException();
    }
}
