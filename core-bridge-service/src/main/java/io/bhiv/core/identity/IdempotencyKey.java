package io.bhiv.core.identity;

import io.bhiv.kit.hash.Sha256;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A caller's key and the body it was used with, both as SHA-256: of fixed size, and free of the caller's text.
 *
 * <p>What is hashed for a key cannot change: keys of the last days, and those that replicas of the version before give during a rolling
 * update, would no longer be found, and what they were used for would be stored twice. So no scope can be added to it.
 */
@SuppressWarnings("ArrayRecordComponent") // Hashes: made once, compared with Arrays.
public record IdempotencyKey(byte[] keyHash, byte[] bodyHash) {

    public static IdempotencyKey of(String key, byte[] body) {
        return new IdempotencyKey(Sha256.of(key).bytes(), Sha256.of(body).bytes());
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
