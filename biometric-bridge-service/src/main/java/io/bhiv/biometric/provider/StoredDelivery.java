package io.bhiv.biometric.provider;

import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A verified delivery as the journal keeps it.
 *
 * @param eventId our id of this delivery with this content
 * @param deliveryId the provider's own id of it; may contain a user id
 * @param requestReference the provider's reference of the request behind it
 * @param orderingMillis the provider's order of versions, epoch milliseconds
 * @param receivedAt when it reached us
 * @param lateAuthentic genuine, but signed longer ago than the freshness window
 * @param body the bytes of the wire; shared, never changed
 * @param sha256 of the body, lower-case hex
 * @param rawRef where the raw bytes are kept, for the event's provenance
 */
@SuppressWarnings("ArrayRecordComponent")
public record StoredDelivery(
        UUID eventId,
        Provider provider,
        @Nullable String deliveryId,
        @Nullable String requestReference,
        @Nullable Long orderingMillis,
        Instant receivedAt,
        boolean lateAuthentic,
        Channel channel,
        byte[] body,
        String sha256,
        @Nullable String rawRef) {

    /** Without the body and without the provider's ids. */
    @Override
    public String toString() {
        return "StoredDelivery[" + eventId + ' ' + provider + ' ' + body.length + " bytes]";
    }
}
