package io.bhiv.biometric;

import io.bhiv.biometric.journal.Journalled;
import io.bhiv.biometric.provider.StoredDelivery;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

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
                sha256(delivery.body()),
                "journal:" + delivery.eventId());
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
