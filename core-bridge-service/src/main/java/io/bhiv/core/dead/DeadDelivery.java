package io.bhiv.core.dead;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** A delivery that used up its attempts, without its payload. */
public record DeadDelivery(
        @JsonProperty("delivery_id") UUID id,
        String kind,
        String reason,
        int replays,
        @JsonProperty("failed_at") Instant failedAt) {}
