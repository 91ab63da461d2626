package io.bhiv.biometric.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery stands. Neither its body nor whose it is.
 *
 * @param state {@code outstanding, awaiting_fetch, parked, discarded, dropped} or {@code published}
 * @param reason why it is parked, or the rule that dropped it
 * @param dropped records of a published delivery that a rule dropped, by rule
 * @param attempts entries into the second half, while outstanding
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeliveryState(
        @JsonProperty("event_id") UUID eventId,
        String provider,
        @JsonProperty("received_at") Instant receivedAt,
        int revision,
        boolean late,
        @JsonProperty("body_bytes") int bodyBytes,
        String state,
        @Nullable String reason,
        @Nullable Map<String, Long> dropped,
        @Nullable Integer attempts) {}
