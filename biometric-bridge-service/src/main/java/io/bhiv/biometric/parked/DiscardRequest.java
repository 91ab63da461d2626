package io.bhiv.biometric.parked;

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
 */
public record DiscardRequest(
        @Nullable ParkReason reason,
        @Nullable Provider provider,
        @Nullable Instant from,
        @Nullable Instant to) {}
