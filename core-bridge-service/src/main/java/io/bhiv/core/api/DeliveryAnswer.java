package io.bhiv.core.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.core.deliver.DeliveryState;
import io.bhiv.core.deliver.Submitted;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.UUID;

/**
 * The state of a delivery: it arrived, it is pending (committed, attempted again), or it failed for good and is on the replay list.
 * The detail is a status code, a path or the reason.
 */
@RegisterForReflection
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record DeliveryAnswer(
        @JsonProperty("delivery_id") UUID deliveryId,
        String status,
        String detail,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean duplicate) {

    static DeliveryAnswer of(DeliveryState state, boolean duplicate) {
        return new DeliveryAnswer(state.id(), state.wireName(), state.detail(), duplicate);
    }

    /** Throws the problem where the key was used with another payload. */
    static Submitted.Committed committed(Submitted submitted) {
        return switch (submitted) {
            case Submitted.Committed committed -> committed;
            case Submitted.Conflict conflict ->
                throw IdempotencyHeader.conflict().asException();
        };
    }
}
