package io.bhiv.biometric.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** A SHA-256 hash. The prototype is only ever cloned, which spares the provider look-up and is safe for any thread. */
@SuppressWarnings("ArrayRecordComponent")
record Sha256(byte[] digest) {

    private static final MessageDigest PROTOTYPE = prototype();

    static Sha256 of(byte[] bytes) {
        try {
            return new Sha256(((MessageDigest) PROTOTYPE.clone()).digest(bytes));
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can no longer be cloned", e);
        }
    }

    static Sha256 of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    String hex() {
        return HexFormat.of().formatHex(digest);
    }

    /** The first 122 bits as a UUID of version 8, the one for hashes of one's own. */
    UUID uuid() {
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        long high = (bytes.getLong() & 0xffffffffffff0fffL) | 0x8000L;
        long low = (bytes.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private static MessageDigest prototype() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer SHA-256", e);
        }
    }
}
