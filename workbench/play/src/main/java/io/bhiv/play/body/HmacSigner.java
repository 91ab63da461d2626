package io.bhiv.play.body;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 with one initialised {@link Mac} that is reused: about two microseconds for 1.4 KB in lower-case hex. One thread only.
 */
public final class HmacSigner {

    private static final String ALGORITHM = "HmacSHA256";
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGEST = 32;

    private final Mac mac;
    private final byte[] digest = new byte[DIGEST];
    private final byte[] hex = new byte[2 * DIGEST];

    public HmacSigner(byte[] secret) {
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** The signature of {@code prefix} followed by {@code body}. */
    public static byte[] sign(String secret, String prefix, byte[] body) {
        HmacSigner signer = new HmacSigner(secret.getBytes(StandardCharsets.UTF_8));
        byte[] first = prefix.getBytes(StandardCharsets.UTF_8);
        signer.update(first, 0, first.length);
        signer.update(body, 0, body.length);
        return signer.mac.doFinal();
    }

    public void update(byte[] bytes, int from, int length) {
        mac.update(bytes, from, length);
    }

    public void update(byte value) {
        mac.update(value);
    }

    /** Ends the message and returns its 64 hex digits; the array is overwritten by the next message. */
    public byte[] hex() {
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The digest has room for 32 bytes", e);
        }
        for (int i = 0; i < DIGEST; i++) {
            hex[2 * i] = HEX[(digest[i] >> 4) & 15];
            hex[2 * i + 1] = HEX[digest[i] & 15];
        }
        return hex;
    }
}
