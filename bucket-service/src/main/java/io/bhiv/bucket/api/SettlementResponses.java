package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.settle.Settled;
import io.bhiv.bucket.settle.Settlement;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemResponses;
import io.bhiv.kit.problem.ProblemType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;

/** Outcomes of settlements as HTTP responses. */
final class SettlementResponses {

    private SettlementResponses() {}

    static Response one(String packetId, Settled settled) {
        return switch (settled) {
            case Settled.Stale(Settled.State state) ->
                ProblemResponses.response(Problem.of(ProblemType.STALE_LEASE, "The packet is " + state.wireName())
                        .with("packet_id", packetId)
                        .with("state", state.wireName()));
            case Settled.Unknown unknown ->
                ProblemResponses.response(Problem.of(ProblemType.NOT_FOUND, "No such packet"));
            case Settled.Processed processed -> ok(item(packetId, settled));
            case Settled.AlreadyProcessed repeated -> ok(item(packetId, settled));
            case Settled.Retried retried -> ok(item(packetId, settled));
            case Settled.Dead dead -> ok(item(packetId, settled));
        };
    }

    /** One result per settlement, in order, each with the status it would have had alone. */
    static Response each(List<Settlement> settlements, List<Settled> settled) {
        ObjectNode answer = PacketJson.object();
        ArrayNode results = PacketJson.object().putArray("results");
        int applied = 0;
        for (int i = 0; i < settled.size(); i++) {
            ObjectNode result = item(settlements.get(i).packetId(), settled.get(i));
            applied += result.path("code").intValue() == 200 ? 1 : 0;
            results.add(result);
        }
        answer.put("applied", applied).put("refused", settled.size() - applied);
        answer.set("results", results);
        return ok(answer);
    }

    static Response ok(ObjectNode answer) {
        return Response.ok(PacketJson.bytes(answer), MediaType.APPLICATION_JSON_TYPE)
                .build();
    }

    private static ObjectNode item(String packetId, Settled settled) {
        ObjectNode item = PacketJson.object().put("packet_id", packetId);
        return switch (settled) {
            case Settled.Processed processed -> item.put("status", "processed").put("code", 200);
            case Settled.AlreadyProcessed repeated ->
                item.put("status", "processed").put("code", 200).put("duplicate", true);
            case Settled.Retried(Instant dueAt, int attempts) ->
                item.put("status", "pending")
                        .put("code", 200)
                        .put("attempts", attempts)
                        .put("due_at", dueAt.toString());
            case Settled.Dead dead -> item.put("status", "dead").put("code", 200);
            case Settled.Stale(Settled.State state) ->
                item.put("status", "stale_lease").put("code", 409).put("state", state.wireName());
            case Settled.Unknown unknown -> item.put("status", "unknown").put("code", 404);
        };
    }
}
