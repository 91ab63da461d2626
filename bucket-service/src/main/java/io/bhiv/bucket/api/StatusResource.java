package io.bhiv.bucket.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.bucket.karma.KarmaConsumer;
import io.bhiv.bucket.relay.RedisHints;
import io.bhiv.bucket.status.StatusBoard;
import io.bhiv.kit.auth.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The figures of the queue: never older than what this replica did, one second at most for the others; 503 rather than stale ones. */
@Path("/api/v1/bucket/prana/status")
public class StatusResource {

    private final StatusBoard board;
    private final RedisHints redis;
    private final KarmaConsumer karma;

    StatusResource(StatusBoard board, RedisHints redis, KarmaConsumer karma) {
        this.board = board;
        this.redis = redis;
        this.karma = karma;
    }

    /**
     * The published members, then ours.
     *
     * @param queueSize live packets: due, paused or leased; the same as {@code pending_packets}
     * @param modelAvailable true: the store of packets is there, or this answer would be 503
     * @param karmaAvailable true if the built-in karma consumer has its rules and its tracker is not known to be away
     * @param oldestAgeSeconds age of the oldest live packet
     */
    public record Status(
            @JsonProperty("queue_size") long queueSize,
            @JsonProperty("redis_connected") boolean redisConnected,
            @JsonProperty("model_available") boolean modelAvailable,
            @JsonProperty("total_packets") long totalPackets,
            @JsonProperty("processed_packets") long processedPackets,
            @JsonProperty("pending_packets") long pendingPackets,
            @JsonProperty("leased_packets") long leasedPackets,
            @JsonProperty("dead_packets") long deadPackets,
            @JsonProperty("discarded_packets") long discardedPackets,
            @JsonProperty("karma_available") boolean karmaAvailable,
            @JsonProperty("oldest_age_seconds") double oldestAgeSeconds) {}

    @GET
    @RolesAllowed({Roles.VIEWER, Roles.CONSUMER, Roles.INGEST, Roles.OPERATOR})
    public Uni<Status> status() {
        return board.current().map(this::status);
    }

    private Status status(StatusBoard.Counts standing) {
        return new Status(
                standing.pending(),
                redis.connected(),
                true,
                standing.received(),
                standing.processed(),
                standing.pending(),
                standing.leased(),
                standing.dead(),
                standing.discarded(),
                karma.isAvailable(),
                standing.oldestAge().toMillis() / 1000.0);
    }
}
