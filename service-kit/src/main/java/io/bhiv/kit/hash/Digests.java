package io.bhiv.kit.hash;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/** Prototypes of digests, and the step from a digest to a UUID. */
final class Digests {

    private Digests() {}

    static MessageDigest prototype(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer " + algorithm, e);
        }
    }

    static MessageDigest copyOf(MessageDigest prototype) {
        try {
            return (MessageDigest) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's digests can no longer be cloned", e);
        }
    }

    /** The first 122 usable bits of the digest as a UUID (RFC 9562) of the given version. */
    static UUID uuid(byte[] digest, int version) {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        long high = (bytes.getLong() & 0xffffffffffff0fffL) | ((long) version << 12);
        long low = (bytes.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
