package io.bhiv.bucket.api;

import io.bhiv.bucket.status.PacketTrace;
import io.bhiv.bucket.status.PacketTraces;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.problem.ProblemType;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Optional;

/**
 * What became of one packet, by the id that its client chose or that ingest answered with. Not below the published path of packets, where
 * an id may be a word that means something.
 */
@Path("/api/v1/packets")
public class PacketResource {

    private final PacketTraces traces;

    PacketResource(PacketTraces traces) {
        this.traces = traces;
    }

    @GET
    @Path("/{packet_id}")
    @RolesAllowed({Roles.VIEWER, Roles.OPERATOR})
    public Uni<PacketTrace> one(@PathParam("packet_id") String packetId) {
        Uni<Optional<PacketTrace>> found =
                packetId.indexOf('\0') >= 0 ? Uni.createFrom().item(Optional.empty()) : traces.of(packetId);
        return found.map(trace -> trace.orElseThrow(
                () -> Problem.of(ProblemType.NOT_FOUND, "No packet with this id is known, or it is past its retention")
                        .asException()));
    }
}
