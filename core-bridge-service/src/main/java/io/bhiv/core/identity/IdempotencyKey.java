package io.bhiv.core.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A caller's key and the body it stands for, both as SHA-256: fixed size, and nothing of the caller's in an index. */
@SuppressWarnings("ArrayRecordComponent") // Hashes: made once, compared with Arrays.
public record IdempotencyKey(byte[] keyHash, byte[] bodyHash) {

    public static IdempotencyKey of(String key, byte[] body) {
        return new IdempotencyKey(sha256(key.getBytes(StandardCharsets.UTF_8)), sha256(body));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof IdempotencyKey that
                && Arrays.equals(keyHash, that.keyHash)
                && Arrays.equals(bodyHash, that.bodyHash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(keyHash);
    }

    @Override
    public String toString() {
        return "IdempotencyKey";
    }
}
