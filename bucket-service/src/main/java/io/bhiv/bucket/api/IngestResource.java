package io.bhiv.bucket.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.journal.IngestConfig;
import io.bhiv.bucket.packet.Packet;
import io.bhiv.bucket.packet.PacketIds;
import io.bhiv.bucket.packet.PacketReader;
import io.bhiv.bucket.status.PacketCounters.Refusal;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
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
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes packets from programs and from browsers.
 *
 * <p>{@code text/plain} is read as JSON, because {@code navigator.sendBeacon} can send nothing else across origins without
 * asking first.
 */
@Path("/api/v1/bucket/prana/ingest")
@Consumes({MediaType.APPLICATION_JSON, MediaType.TEXT_PLAIN})
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.INGEST)
public class IngestResource {

    private final PacketPipeline pipeline;
    private final IngestConfig config;
    private final PacketIds ids;
    private final Clock clock;
    private final IntakeCounters<Refusal, Reason.None> counters;

    IngestResource(
            PacketPipeline pipeline,
            IngestConfig config,
            PacketIds ids,
            Clock clock,
            IntakeCounters<Refusal, Reason.None> counters) {
        this.pipeline = pipeline;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
        this.counters = counters;
    }

    /** One packet: 200 stored, 400 with a pointer, 409 same id with another body, 413, 503. */
    @POST
    public Uni<Response> one(byte[] body) {
        long limit = config.maxPacket().asLongValue();
        return switch (read(json(body, limit), clock.instant(), limit)) {
            case PacketReader.Reading.Rejected(String pointer, String detail) ->
                throw Problem.at(pointer, detail).asException();
            case PacketReader.Reading.TooLarge tooLarge -> throw Bodies.tooLarge(limit);
            case PacketReader.Reading.Accepted(Packet packet) ->
                pipeline.ingest(List.of(packet)).map(stored -> IngestResponses.one(stored.getFirst()));
        };
    }

    /** Up to 1,000 packets, an array or {@code {packets:[…]}}; each has its own result. */
    @POST
    @Path("/batch")
    public Uni<Response> batch(byte[] body) {
        List<PacketReader.Reading> readings =
                readings(json(body, config.maxBatch().asLongValue()));
        List<Packet> packets = readings.stream()
                .filter(PacketReader.Reading.Accepted.class::isInstance)
                .map(reading -> ((PacketReader.Reading.Accepted) reading).packet())
                .toList();
        return packets.isEmpty()
                ? Uni.createFrom().item(IngestResponses.batch(readings, List.of()))
                : pipeline.ingest(packets).map(stored -> IngestResponses.batch(readings, stored));
    }

    private List<PacketReader.Reading> readings(JsonNode node) {
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
        long limit = config.maxPacket().asLongValue();
        List<PacketReader.Reading> readings = new ArrayList<>(items.size());
        items.forEach(item -> readings.add(read(item, now, limit)));
        return readings;
    }

    private PacketReader.Reading read(JsonNode node, Instant now, long limit) {
        PacketReader.Reading reading = PacketReader.read(node, now, limit, ids::next);
        switch (reading) {
            case PacketReader.Reading.Accepted accepted -> {}
            case PacketReader.Reading.Rejected rejected -> refused(Refusal.MALFORMED);
            case PacketReader.Reading.TooLarge tooLarge -> refused(Refusal.TOO_LARGE);
        }
        return reading;
    }

    /** A body that is not JSON counts as one packet. */
    private JsonNode json(byte[] body, long limit) {
        try {
            return Bodies.read(body, limit);
        } catch (ProblemException refusal) {
            refused(body.length > limit ? Refusal.TOO_LARGE : Refusal.MALFORMED);
            throw refusal;
        }
    }

    private void refused(Refusal reason) {
        counters.received(1);
        counters.refused(reason, 1);
    }
}
