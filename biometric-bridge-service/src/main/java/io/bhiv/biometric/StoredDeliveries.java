package io.bhiv.biometric;

import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.provider.StoredDelivery;
import io.bhiv.kit.hash.Sha256;

/** A row of the journal as the dialects take it. */
final class StoredDeliveries {

    private StoredDeliveries() {}

    static StoredDelivery of(Journalled delivery) {
        return new StoredDelivery(
                delivery.eventId(),
                delivery.provider(),
                delivery.deliveryId(),
                delivery.requestReference(),
                delivery.orderingMillis(),
                delivery.receivedAt(),
                delivery.late(),
                delivery.channel(),
                delivery.body(),
                Sha256.of(delivery.body()).hex(),
                "journal:" + delivery.eventId());
    }
}
