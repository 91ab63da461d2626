package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import io.bhiv.kit.hash.NameUuid;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a delivery its id: a random one, or one made of the caller's Idempotency-Key, so that the table's own primary key
 * knows a second sending for what it is.
 */
final class DeliveryIds {

    private DeliveryIds() {}

    static UUID of(Kind kind, Destination destination, @Nullable String key) {
        return key == null ? UUID.randomUUID() : NameUuid.v8(kind.word() + "\n" + destination.word() + "\n" + key);
    }
}
