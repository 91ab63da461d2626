package io.bhiv.core.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.core.deliver.DeliveryTrace;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@link DeliveryAnswer} for a later query: with what happened when. */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record DeliveryView(
        @JsonProperty("delivery_id") UUID deliveryId,
        String status,
        String detail,
        String kind,
        String destination,
        int attempts,
        int replays,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("first_attempt_at") @Nullable Instant firstAttemptAt,
        @JsonProperty("due_at") @Nullable Instant dueAt,
        @JsonProperty("finished_at") @Nullable Instant finishedAt) {

    static DeliveryView of(DeliveryTrace trace) {
        return new DeliveryView(
                trace.state().id(),
                trace.state().wireName(),
                trace.state().detail(),
                trace.kind(),
                trace.destination(),
                trace.attempts(),
                trace.replays(),
                trace.createdAt(),
                trace.firstAttemptAt(),
                trace.dueAt(),
                trace.finishedAt());
    }
}
