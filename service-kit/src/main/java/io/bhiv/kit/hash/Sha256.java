package io.bhiv.kit.hash;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A SHA-256 hash. */
public final class Sha256 {

    private static final MessageDigest PROTOTYPE = Digests.prototype("SHA-256");

    private final byte[] digest;

    private Sha256(byte[] digest) {
        this.digest = digest;
    }

    public static Sha256 of(byte[] bytes) {
        return new Sha256(Digests.copyOf(PROTOTYPE).digest(bytes));
    }

    /** The hash of the text in UTF-8. */
    public static Sha256 of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Starts a hash of what comes in parts. */
    public static Parts parts() {
        return new Parts();
    }

    /** All 32 bytes. */
    public byte[] bytes() {
        return digest.clone();
    }

    /** All 32 bytes as 64 lower-case digits. */
    public String hex() {
        return hex(digest.length);
    }

    /** The first {@code bytes} bytes, two lower-case digits each. */
    public String hex(int bytes) {
        return HexFormat.of().formatHex(digest, 0, bytes);
    }

    /** The first 122 bits as a UUID of version 8, the version for hashes of one's own. */
    public UUID uuid() {
        return Digests.uuid(digest, 8);
    }

    /** Compares in constant time, so it may be used for keys. */
    public boolean matches(byte[] other) {
        return MessageDigest.isEqual(digest, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Sha256 that && MessageDigest.isEqual(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(digest);
    }

    @Override
    public String toString() {
        return hex();
    }

    /** A hash of several parts, equal to the hash of all of them in a row. For one thread. */
    public static final class Parts {

        private final MessageDigest digest = Digests.copyOf(PROTOTYPE);

        private Parts() {}

        public Parts add(byte[] part) {
            digest.update(part);
            return this;
        }

        public Parts add(byte[] bytes, int from, int length) {
            digest.update(bytes, from, length);
            return this;
        }

        public Parts add(String part) {
            return add(part.getBytes(StandardCharsets.UTF_8));
        }

        /** The hash; afterwards a new one begins. */
        public Sha256 hash() {
            return new Sha256(digest.digest());
        }
    }
}
