package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.journal.IngestConfig;
import io.bhiv.bucket.packet.Packet;
import io.bhiv.bucket.packet.PacketJson;
import io.bhiv.bucket.packet.PacketReader;
import io.bhiv.bucket.packet.Reading;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemException;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The way in for packets, from programs and from browsers.
 *
 * <p>{@code text/plain} is taken for JSON, because that is what {@code navigator.sendBeacon} sends without asking first.
 */
@Path("/api/v1/bucket/prana/ingest")
@Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.INGEST)
public class IngestResource {

    private final PacketPipeline pipeline;
    private final IngestConfig config;
    private final Clock clock;

    IngestResource(PacketPipeline pipeline, IngestConfig config, Clock clock) {
        this.pipeline = pipeline;
        this.config = config;
        this.clock = clock;
    }

    /** One packet: 200 stored, 400 with a pointer, 409 same id with another body, 413, 503. */
    @POST
    public Uni<Response> one(byte[] body) {
        long most = config.maxPacket().asLongValue();
        return switch (PacketReader.read(json(body, most), clock.instant(), most)) {
            case Reading.Rejected(String pointer, String detail) ->
                throw Problem.at(pointer, detail).asException();
            case Reading.TooLarge tooLarge -> throw tooLarge(most);
            case Reading.Accepted(Packet packet) ->
                pipeline.ingest(List.of(packet)).map(stored -> IngestResponses.one(stored.getFirst()));
        };
    }

    /** Up to 1,000 packets, an array or {@code {packets:[…]}}; each is judged by itself. */
    @POST
    @Path("/batch")
    public Uni<Response> batch(byte[] body) {
        List<Reading> readings = readings(json(body, config.maxBatch().asLongValue()));
        List<Packet> packets = readings.stream()
                .filter(Reading.Accepted.class::isInstance)
                .map(reading -> ((Reading.Accepted) reading).packet())
                .toList();
        return packets.isEmpty()
                ? Uni.createFrom().item(IngestResponses.batch(readings, List.of()))
                : pipeline.ingest(packets).map(stored -> IngestResponses.batch(readings, stored));
    }

    private List<Reading> readings(JsonNode node) {
        boolean wrapped = node.isObject();
        JsonNode items = wrapped ? node.path("packets") : node;
        if (!items.isArray() || items.isEmpty()) {
            throw Problem.at(wrapped ? "/packets" : "", "An array of packets").asException();
        }
        if (items.size() > config.batchItems()) {
            throw Problem.of(ProblemType.TOO_LARGE, "At most " + config.batchItems() + " packets in one batch")
                    .asException();
        }
        Instant now = clock.instant();
        long most = config.maxPacket().asLongValue();
        List<Reading> readings = new ArrayList<>(items.size());
        items.forEach(item -> readings.add(PacketReader.read(item, now, most)));
        return readings;
    }

    private static JsonNode json(byte[] body, long most) {
        if (body.length > most) {
            throw tooLarge(most);
        }
        try {
            return PacketJson.read(body);
        } catch (IOException notJson) {
            throw Problem.at("", "The body is not exactly one JSON value in UTF-8, without duplicate keys")
                    .asException();
        }
    }

    private static ProblemException tooLarge(long most) {
        return Problem.of(ProblemType.TOO_LARGE, "At most " + most + " bytes").asException();
    }
}
