package io.bhiv.biometric.replay;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.bhiv.biometric.normalise.Outcome.DropRule;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What to send through the second half again: one delivery, or all of a span of time.
 *
 * @param eventId one delivery; then nothing else is given
 * @param from start of the span, inclusive
 * @param to end of the span, exclusive
 * @param provider only this provider's, in a span
 * @param dropped only what this rule dropped, whole or in part, in a span
 */
public record ReplayRequest(
        @JsonProperty("event_id") @Nullable UUID eventId,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Provider provider,
        @Nullable DropRule dropped) {

    public boolean isOneDelivery() {
        return eventId != null && from == null && to == null && provider == null && dropped == null;
    }

    public boolean isSpan() {
        return eventId == null && from != null && to != null && from.isBefore(to);
    }
}
