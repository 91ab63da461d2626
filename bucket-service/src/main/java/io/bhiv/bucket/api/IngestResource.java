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
    private final Bodies bodies;

    IngestResource(
            PacketPipeline pipeline,
            IngestConfig config,
            PacketIds ids,
            Clock clock,
            IntakeCounters<Refusal, Reason.None> counters,
            Bodies bodies) {
        this.pipeline = pipeline;
        this.config = config;
        this.ids = ids;
        this.clock = clock;
        this.counters = counters;
        this.bodies = bodies;
    }

    /** One packet: 200 stored, 400 with a pointer, 409 same id with another body, 413, 503. */
    @POST
    public Uni<Response> one(byte[] body) {
        long limit = config.maxPacket().asLongValue();
        return bodies.read(body, limit, this::packet)
                .onFailure(ProblemException.class)
                .invoke(refusal -> refused((ProblemException) refusal))
                .invoke(this::count)
                .chain(reading -> switch (reading) {
                    case PacketReader.Reading.Rejected(String pointer, String detail) ->
                        throw Problem.at(pointer, detail).asException();
                    case PacketReader.Reading.TooLarge tooLarge -> throw Bodies.tooLarge(limit);
                    case PacketReader.Reading.Accepted(Packet packet) ->
                        pipeline.ingest(List.of(packet)).map(stored -> IngestResponses.one(stored.getFirst()));
                });
    }

    /** Up to 1,000 packets, an array or {@code {packets:[…]}}; each has its own result. */
    @POST
    @Path("/batch")
    public Uni<Response> batch(byte[] body) {
        BatchReader reader =
                new BatchReader(config.batchItems(), config.maxPacket().asLongValue(), this::packet);
        return bodies.take(body, config.maxBatch().asLongValue(), reader::read)
                .onFailure(ProblemException.class)
                .invoke(refusal -> refused((ProblemException) refusal))
                .invoke(readings -> readings.forEach(this::count))
                .chain(this::store);
    }

    private Uni<Response> store(List<PacketReader.Reading> readings) {
        List<Packet> packets = readings.stream()
                .filter(PacketReader.Reading.Accepted.class::isInstance)
                .map(reading -> ((PacketReader.Reading.Accepted) reading).packet())
                .toList();
        return packets.isEmpty()
                ? Uni.createFrom().item(IngestResponses.batch(readings, List.of()))
                : pipeline.ingest(packets).map(stored -> IngestResponses.batch(readings, stored));
    }

    private PacketReader.Reading packet(JsonNode node) {
        return PacketReader.read(node, clock.instant(), config.maxPacket().asLongValue(), ids::next);
    }

    private void count(PacketReader.Reading reading) {
        switch (reading) {
            case PacketReader.Reading.Accepted accepted -> {}
            case PacketReader.Reading.Rejected rejected -> refused(Refusal.MALFORMED);
            case PacketReader.Reading.TooLarge tooLarge -> refused(Refusal.TOO_LARGE);
        }
    }

    /** A body that is not JSON, or no batch, counts as one packet. */
    private void refused(ProblemException refusal) {
        refused(refusal.problem().status() == ProblemType.TOO_LARGE.status() ? Refusal.TOO_LARGE : Refusal.MALFORMED);
    }

    private void refused(Refusal reason) {
        counters.received(1);
        counters.refused(reason, 1);
    }
}
