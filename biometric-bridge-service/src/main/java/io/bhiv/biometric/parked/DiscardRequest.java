package io.bhiv.biometric.parked;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which parked deliveries to give up.
 *
 * @param reason those with this reason
 * @param provider only this provider's
 * @param from only what was received then or later
 * @param to only what was received before
 * @param parkedUntil only what was parked at the latest then, inclusive
 */
public record DiscardRequest(
        @Nullable ParkReason reason,
        @Nullable Provider provider,
        @Nullable Instant from,
        @Nullable Instant to,
        @JsonProperty("parked_until") @Nullable Instant parkedUntil) {}
