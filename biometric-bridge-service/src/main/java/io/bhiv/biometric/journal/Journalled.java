package io.bhiv.biometric.journal;

import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A delivery as the journal holds it.
 *
 * @param receivedAt the database's time of the commit's start; with the event id it leads to the row
 * @param revision counts the contents that came under the same identity, from 1
 * @param attempts how often the second half was entered for it before
 */
public record Journalled(
        UUID eventId,
        Instant receivedAt,
        Provider provider,
        Channel channel,
        int revision,
        @Nullable String deliveryId,
        @Nullable String requestReference,
        @Nullable Long orderingMillis,
        boolean late,
        @Nullable String traceparent,
        int attempts,
        byte[] body) {

    /** Neither body nor the provider's ids. */
    @Override
    public String toString() {
        return "Journalled[" + eventId + " " + provider + " revision=" + revision + "]";
    }
}
