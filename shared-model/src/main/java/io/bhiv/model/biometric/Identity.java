package io.bhiv.model.biometric;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which fact an event states, in which version, and about whom.
 *
 * @param eventId UUIDv5 of idempotency key and revision: the same for every redelivery of the same content
 * @param idempotencyKey {@code provider|connection_id|resource_type|resource_id|metric|(statistic or event_kind)}, at most
 *     512 characters
 * @param revision epoch milliseconds of the source version, monotone per idempotency key
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identity(
        @JsonProperty("event_id") UUID eventId,
        @JsonProperty("idempotency_key") String idempotencyKey,
        @Nullable Long revision,
        Operation operation,
        @JsonProperty("tenant_id") String tenantId,
        Subject subject) {

    /** What may stand in a log. */
    @Override
    public String toString() {
        return "Identity[" + eventId + ' ' + operation + " revision=" + revision + ']';
    }
}
