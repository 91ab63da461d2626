package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import io.bhiv.kit.hash.NameUuid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Creates the id of a delivery: random, or derived from the caller's Idempotency-Key, so that the primary key of the table recognises a
 * repeated call.
 */
final class DeliveryIds {

    private DeliveryIds() {}

    static UUID of(Kind kind, Destination destination, @Nullable String key) {
        return key == null
                ? UUID.randomUUID()
                : NameUuid.v8(kind.wireName() + "\n" + destination.wireName() + "\n" + key);
    }
}
