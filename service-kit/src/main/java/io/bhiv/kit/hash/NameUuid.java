package io.bhiv.kit.hash;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * UUIDs that are made of a name: the same today, on replay and on another machine.
 *
 * <p>New names use version 8. Versions 3 and 5 remain where ids of theirs are already on the wire.
 */
public final class NameUuid {

    private final MessageDigest prototype;

    private NameUuid(MessageDigest prototype) {
        this.prototype = prototype;
    }

    /** Version 8: the first 122 bits of the name's SHA-256. */
    public static UUID v8(String name) {
        return Sha256.of(name).uuid();
    }

    /** Version 3, without a namespace: what {@link UUID#nameUUIDFromBytes} gives for the name in UTF-8. */
    public static UUID v3(String name) {
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Names of version 5 (SHA-1) below a namespace. Keep the instance: it has hashed the namespace already. */
    public static NameUuid in(UUID namespace) {
        MessageDigest digest = Digests.prototype("SHA-1");
        digest.update(ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .flip());
        return new NameUuid(digest);
    }

    /** The UUID of the name in this namespace. Safe for any thread. */
    public UUID v5(String name) {
        return Digests.uuid(Digests.copyOf(prototype).digest(name.getBytes(StandardCharsets.UTF_8)), 5);
    }
}
