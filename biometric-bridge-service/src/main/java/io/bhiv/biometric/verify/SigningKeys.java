package io.bhiv.biometric.verify;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The active secrets of one provider.
 *
 * <p>Each is an initialised HMAC that is never used itself, only cloned: no provider look-up and no key schedule per request, and any
 * thread may call. Every secret is tried even after one matched.
 */
final class SigningKeys {

    static final int NONE = -1;

    private static final String ALGORITHM = "HmacSHA256";

    private final Mac[] prototypes;

    SigningKeys(List<String> secrets) {
        if (secrets.isEmpty() || secrets.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("a signature scheme needs at least one secret, and none may be blank");
        }
        prototypes = secrets.stream().map(SigningKeys::initialised).toArray(Mac[]::new);
    }

    /** Index of the first secret under which {@code prefix ‖ body} has one of the claimed digests, or {@link #NONE}. */
    int match(byte[] prefix, byte[] body, List<byte[]> claimed) {
        int matched = NONE;
        for (int key = prototypes.length - 1; key >= 0; key--) {
            byte[] digest = digest(prototypes[key], prefix, body);
            for (byte[] claim : claimed) {
                if (MessageDigest.isEqual(digest, claim)) {
                    matched = key;
                }
            }
        }
        return matched;
    }

    private static byte[] digest(Mac prototype, byte[] prefix, byte[] body) {
        try {
            Mac mac = (Mac) prototype.clone();
            mac.update(prefix);
            return mac.doFinal(body);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's " + ALGORITHM + " can no longer be cloned", e);
        }
    }

    private static Mac initialised(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform must offer " + ALGORITHM, e);
        }
    }
}
