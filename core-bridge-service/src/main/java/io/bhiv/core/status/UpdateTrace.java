package io.bhiv.core.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The progress of one update.
 *
 * @param state {@code received | published | synced | parked}
 * @param reasonCode why it is parked
 * @param reason the same in words
 * @param sendings how often it was, or will be, handed to Kafka; absent once it is synced or parked
 * @param dueAt when it is handed to Kafka at the latest; absent once Kafka has it
 * @param parkedAt when it was parked last; absent where that never happened, and once a replay of it is synced
 * @param replayedAt when an operator sent it again
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpdateTrace(
        @JsonProperty("update_id") UUID updateId,
        String state,
        String module,
        @JsonProperty("session_id") String sessionId,
        @JsonProperty("received_at") Instant receivedAt,
        @JsonProperty("published_at") @Nullable Instant publishedAt,
        @JsonProperty("stored_at") @Nullable Instant storedAt,
        @JsonProperty("synced_at") @Nullable Instant syncedAt,
        @JsonProperty("object_id") @Nullable String objectId,
        @JsonProperty("reason_code") @Nullable String reasonCode,
        @Nullable String reason,
        @Nullable Integer sendings,
        @JsonProperty("due_at") @Nullable Instant dueAt,
        @JsonProperty("parked_at") @Nullable Instant parkedAt,
        @JsonProperty("replayed_at") @Nullable Instant replayedAt) {}
