package io.bhiv.core.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.core.deliver.DeliveryState;
import io.bhiv.core.deliver.Submitted;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * What is known of a delivery: it arrived, is committed and tried again by itself (pending),
 * or is on the replay list (failed); the detail is a status code, a path, or why not.
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record DeliveryAnswer(
        @JsonProperty("delivery_id") UUID deliveryId,
        String status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean duplicate) {

    static DeliveryAnswer of(DeliveryState state, boolean duplicate) {
        return switch (state) {
            case DeliveryState.Delivered(UUID id, String proof) ->
                new DeliveryAnswer(id, "delivered", proof, duplicate);
            case DeliveryState.Pending(UUID id, String reason) -> new DeliveryAnswer(id, "pending", reason, duplicate);
            case DeliveryState.Failed(UUID id, String reason) -> new DeliveryAnswer(id, "failed", reason, duplicate);
        };
    }

    /** Throws the problem where a key stands for another payload. */
    static Submitted.Committed committed(Submitted submitted) {
        return switch (submitted) {
            case Submitted.Committed committed -> committed;
            case Submitted.Conflict conflict ->
                throw IdempotencyHeader.conflict().asException();
        };
    }
}
