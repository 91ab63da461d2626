package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.kit.hash.NameUuid;
import java.util.UUID;

/**
 * Derives the ids of a call's deliveries from the call. Never from the caller's Idempotency-Key: that may be used again once it has
 * expired, and an object that was saved under an id must not be overwritten.
 */
final class DeliveryIds {

    private DeliveryIds() {}

    static UUID of(UUID call, Destination destination) {
        return NameUuid.v8(call + "\n" + destination.wireName());
    }
}
