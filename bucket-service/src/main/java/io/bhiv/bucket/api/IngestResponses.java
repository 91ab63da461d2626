package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.bhiv.bucket.journal.PacketJournal.Stored;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.packet.PacketReader;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemResponses;
import io.bhiv.kit.problem.ProblemType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/** Results of ingest as HTTP responses. */
final class IngestResponses {

    private static final String TAKEN = "This packet_id belongs to another packet";

    private IngestResponses() {}

    static Response one(Stored stored) {
        return switch (stored) {
            case Stored.Fresh(String id, Instant at) -> json(200, ingested(PacketJson.object(), id, at));
            case Stored.Duplicate(String id, Instant at) ->
                json(200, ingested(PacketJson.object(), id, at).put("duplicate", true));
            case Stored.Conflict conflict ->
                ProblemResponses.response(
                        Problem.of(ProblemType.CONFLICT, TAKEN).with("pointer", "/packet_id"));
            case Stored.Unconfirmed unconfirmed -> ProblemResponses.response(ProblemResponses.storeUnavailable());
        };
    }

    /**
     * One result per item, in order, each with the status it would have had alone. The whole is 200 if at least one was stored
     * and 503 or 400 if none was: a caller that checks only the status must not take a loss for a success.
     */
    static Response batch(List<PacketReader.Reading> readings, List<Stored> stored) {
        ObjectNode answer = PacketJson.object();
        ArrayNode results = PacketJson.object().putArray("results");
        Iterator<Stored> next = stored.iterator();
        int ingested = 0;
        for (PacketReader.Reading reading : readings) {
            ObjectNode result = results.addObject().put("index", results.size() - 1);
            switch (reading) {
                case PacketReader.Reading.Rejected(String pointer, String detail) ->
                    rejected(result, 400, detail).put("pointer", pointer);
                case PacketReader.Reading.TooLarge(long limit) -> rejected(result, 413, "At most " + limit + " bytes");
                case PacketReader.Reading.Accepted accepted -> ingested += item(result, next.next());
            }
        }
        if (ingested == 0 && stored.stream().anyMatch(Stored.Unconfirmed.class::isInstance)) {
            return ProblemResponses.response(ProblemResponses.storeUnavailable());
        }
        answer.put("status", ingested == readings.size() ? "ingested" : ingested == 0 ? "rejected" : "partial");
        answer.put("ingested", ingested).put("rejected", readings.size() - ingested);
        answer.set("results", results);
        return json(ingested == 0 ? 400 : 200, answer);
    }

    private static int item(ObjectNode result, Stored stored) {
        return switch (stored) {
            case Stored.Fresh(String id, Instant at) -> {
                ingested(result, id, at);
                yield 1;
            }
            case Stored.Duplicate(String id, Instant at) -> {
                ingested(result, id, at).put("duplicate", true);
                yield 1;
            }
            case Stored.Conflict(String id) -> {
                rejected(result, 409, TAKEN).put("packet_id", id).put("pointer", "/packet_id");
                yield 0;
            }
            case Stored.Unconfirmed(String id) -> {
                rejected(result, 503, "The store did not confirm; send it again")
                        .put("packet_id", id);
                yield 0;
            }
        };
    }

    private static ObjectNode ingested(ObjectNode result, String packetId, Instant receivedAt) {
        return result.put("status", "ingested").put("packet_id", packetId).put("received_at", receivedAt.toString());
    }

    private static ObjectNode rejected(ObjectNode result, int code, String detail) {
        return result.put("status", "rejected").put("code", code).put("detail", detail);
    }

    private static Response json(int status, ObjectNode answer) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(PacketJson.bytes(answer))
                .build();
    }
}
