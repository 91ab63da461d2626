package io.bhiv.core.deliver;

import io.bhiv.core.deliver.Delivery.Destination;
import io.bhiv.core.deliver.Delivery.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives a delivery its id: a random one, or one made of the caller's Idempotency-Key, so that the table's own primary key
 * knows a second sending for what it is.
 */
final class DeliveryIds {

    private DeliveryIds() {}

    static UUID of(Kind kind, Destination destination, @Nullable String key) {
        return key == null ? UUID.randomUUID() : named(kind.word() + "\n" + destination.word() + "\n" + key);
    }

    /** A UUID of version 8: what stands in it is our own affair. */
    private static UUID named(String name) {
        ByteBuffer hash = ByteBuffer.wrap(sha256(name));
        long high = (hash.getLong() & ~0xF000L) | 0x8000L;
        long low = (hash.getLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(high, low);
    }

    private static byte[] sha256(String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
