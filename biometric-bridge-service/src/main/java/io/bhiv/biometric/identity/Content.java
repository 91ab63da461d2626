package io.bhiv.biometric.identity;

import io.bhiv.kit.hash.Sha256;
import org.jspecify.annotations.Nullable;

/** The bytes of a body, shared and never changed, and their SHA-256, computed once when first asked for. Safe for any thread. */
public final class Content {

    private final byte[] bytes;
    private volatile @Nullable String sha256;

    private Content(byte[] bytes, @Nullable String sha256) {
        this.bytes = bytes;
        this.sha256 = sha256;
    }

    public static Content of(byte[] bytes) {
        return new Content(bytes, null);
    }

    /** Bytes whose hash is known already. */
    public static Content of(byte[] bytes, String sha256) {
        return new Content(bytes, sha256);
    }

    byte[] bytes() {
        return bytes;
    }

    /** Lower-case hex. */
    String sha256() {
        String known = sha256;
        if (known == null) {
            known = Sha256.of(bytes).hex();
            sha256 = known;
        }
        return known;
    }

    /** Without the bytes. */
    @Override
    public String toString() {
        return "Content[" + bytes.length + " bytes]";
    }
}
