package io.bhiv.biometric.parked;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A parked delivery, for operators: neither its body nor whose it is. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ParkedDelivery(
        @JsonProperty("event_id") UUID eventId,
        String provider,
        String reason,
        @JsonProperty("received_at") Instant receivedAt,
        @JsonProperty("parked_at") Instant parkedAt,
        @JsonProperty("discarded_at") @Nullable Instant discardedAt) {}
