package io.bhiv.bucket.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import io.bhiv.bucket.PacketPipeline;
import io.bhiv.bucket.dead.DeadStore.DeadPacket;
import io.bhiv.bucket.dead.DeadStore.Selection;
import io.bhiv.kit.audit.Audited;
import io.bhiv.kit.auth.Roles;
import io.bhiv.kit.problem.Problem;
import io.bhiv.kit.store.StorableTime;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Dead packets for operators: list, preview, redrive. */
@Path("/api/v1")
public class DeadResource {

    private static final int MAX_LIMIT = 10_000;
    private static final Set<String> MEMBERS =
            new TreeSet<>(Set.of("all", "died_until", "limit", "packet_ids", "reason", "user_id"));

    /** 10,000 ids of 64 characters, and room for the other members. */
    private static final long LARGEST_SELECTION = 1 << 20;

    private final PacketPipeline pipeline;
    private final Bodies bodies;

    DeadResource(PacketPipeline pipeline, Bodies bodies) {
        this.pipeline = pipeline;
        this.bodies = bodies;
    }

    /** One dead packet as the API shows it. */
    public record View(
            @JsonProperty("packet_id") String packetId,
            @JsonProperty("user_id") String userId,
            @JsonProperty("received_at") Instant receivedAt,
            @JsonProperty("died_at") Instant diedAt,
            int attempts,
            List<String> reasons) {

        static View of(DeadPacket packet) {
            return new View(
                    packet.packetId(),
                    packet.subject(),
                    packet.receivedAt(),
                    packet.diedAt(),
                    packet.attempts(),
                    packet.reasons());
        }
    }

    /** A page of dead packets; {@code next} continues after it and is null on the last. */
    public record Page(
            List<View> packets, int count, @Nullable String next) {}

    /**
     * What was redriven, or would be.
     *
     * @param packets the first of those that would be
     * @param diedUntil when the last one of those that would be died; null for none
     */
    public record Answer(
            @JsonProperty("dry_run") boolean dryRun,
            int count,
            List<View> packets,
            @JsonProperty("died_until") @Nullable Instant diedUntil) {}

    @GET
    @Path("/dead")
    @RolesAllowed({Roles.OPERATOR, Roles.VIEWER})
    public Uni<Page> list(
            @QueryParam("user_id") @Nullable String userId,
            @QueryParam("reason") @Nullable String reason,
            @QueryParam("limit") @DefaultValue("100") int limit,
            @QueryParam("after") @DefaultValue("0") long after) {
        int most = Math.clamp(limit, 1, 1_000);
        return pipeline.dead(new Selection(List.of(), userId, reason, null, most), after)
                .map(packets -> {
                    boolean more = packets.size() == most;
                    String next = more ? Long.toString(packets.getLast().seq()) : null;
                    return new Page(packets.stream().map(View::of).toList(), packets.size(), next);
                });
    }

    /** Gives dead packets a new set of attempts. Without {@code dryRun=false} it only returns which. */
    @POST
    @Path("/dead:redrive")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @Audited
    @RolesAllowed(Roles.OPERATOR)
    public Uni<Answer> redrive(@QueryParam("dryRun") @DefaultValue("true") boolean dryRun, byte[] body) {
        return bodies.readOptional(body, LARGEST_SELECTION, DeadResource::selection)
                .chain(selection -> dryRun ? preview(selection) : redriveAll(selection));
    }

    /** A misspelt or empty selection is refused: it must never select everything. */
    private static Selection selection(JsonNode node) {
        if (!node.isObject()) {
            throw Problem.at("", "An object that selects dead packets").asException();
        }
        node.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw Problem.at("/" + name, "One of " + String.join(", ", MEMBERS))
                        .asException();
            }
        });
        List<String> ids = packetIds(node.path("packet_ids"));
        String user = text(node, "user_id");
        String reason = text(node, "reason");
        boolean all = node.path("all").equals(BooleanNode.TRUE);
        boolean restricted = !ids.isEmpty() || user != null || reason != null;
        if (all == restricted) {
            throw Problem.at("", "Select by packet_ids, user_id or reason, or everything by \"all\": true")
                    .asException();
        }
        JsonNode limit = node.path("limit");
        int most = limit.isMissingNode() || limit.isNull() ? 1_000 : limit.canConvertToInt() ? limit.intValue() : 0;
        if (most < 1 || most > MAX_LIMIT) {
            throw Problem.at("/limit", "A number from 1 to " + MAX_LIMIT).asException();
        }
        return new Selection(ids, user, reason, until(node), most);
    }

    private static @Nullable Instant until(JsonNode node) {
        String text = text(node, "died_until");
        Instant time = text == null ? null : StorableTime.read(text);
        if (text != null && time == null) {
            throw Problem.at("/died_until", "A time in UTC: 2026-03-01T02:00:00Z")
                    .asException();
        }
        return time;
    }

    private static List<String> packetIds(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return List.of();
        }
        List<String> ids = new ArrayList<>();
        node.forEach(id -> ids.add(id.isTextual() ? id.textValue() : ""));
        if (!node.isArray()
                || ids.isEmpty()
                || ids.size() > MAX_LIMIT
                || !ids.stream().allMatch(DeadResource::isText)) {
            throw Problem.at("/packet_ids", "An array of 1 to " + MAX_LIMIT + " packet ids")
                    .asException();
        }
        return ids;
    }

    private static @Nullable String text(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isTextual() || !isText(value.textValue())) {
            throw Problem.at("/" + name, "Text of at least one character, without U+0000")
                    .asException();
        }
        return value.textValue();
    }

    private static boolean isText(String text) {
        return !text.isBlank() && text.indexOf('\0') < 0;
    }

    private Uni<Answer> preview(Selection selection) {
        return pipeline.previewRedrive(selection)
                .map(preview -> new Answer(
                        true,
                        preview.packets(),
                        preview.first().stream().map(View::of).toList(),
                        preview.diedUntil()));
    }

    private Uni<Answer> redriveAll(Selection selection) {
        return pipeline.redrive(selection).map(count -> {
            Log.infof("Dead packets redriven [count=%d]", count);
            return new Answer(false, count, List.of(), null);
        });
    }
}
