package io.bhiv.biometric.connection;

import io.bhiv.kit.hash.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Seals secrets at rest with AES-256-GCM (NIST SP 800-38D): 12 random bytes, ciphertext, 16 bytes of tag. What a secret belongs to is
 * authenticated with it, so a sealed value that was moved to another row does not open.
 */
final class TokenSeal {

    /** A sealed value and the id of the key that opens it. */
    record Sealed(String keyId, byte[] bytes) {

        @Override
        public String toString() {
            return "Sealed[" + keyId + ']';
        }
    }

    /** The value cannot be opened: its key is not configured, or it was changed. */
    static final class NotOpened extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotOpened(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 4;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final Map<String, SecretKeySpec> keys;
    private final String current;
    private final RandomGenerator random;

    private TokenSeal(Map<String, SecretKeySpec> keys, String current, RandomGenerator random) {
        this.keys = keys;
        this.current = current;
        this.random = random;
    }

    /**
     * Reads the keys, each a file with 32 bytes in base64. The id of a key is the beginning of its hash.
     *
     * @param current seals and opens
     * @param previous open only
     * @throws IllegalArgumentException with a reason fit to be shown, where a key is missing, too short or not readable
     */
    static TokenSeal of(Path current, List<Path> previous) {
        Map<String, SecretKeySpec> keys = new HashMap<>();
        previous.forEach(file -> put(keys, file));
        String sealing = put(keys, current);
        return new TokenSeal(Map.copyOf(keys), sealing, new SecureRandom());
    }

    private static String put(Map<String, SecretKeySpec> keys, Path file) {
        byte[] key = read(file);
        String id = Sha256.of(key).hex(ID_BYTES);
        keys.put(id, new SecretKeySpec(key, "AES"));
        return id;
    }

    private static byte[] read(Path file) {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(Files.readString(file).strip());
        } catch (IOException unreadable) {
            throw new IllegalArgumentException("the key file " + file + " cannot be read", unreadable);
        } catch (IllegalArgumentException noBase64) {
            throw new IllegalArgumentException("the key file " + file + " is not base64", noBase64);
        }
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key of " + file + " has " + key.length + " bytes, not " + KEY_BYTES);
        }
        return key;
    }

    String currentKey() {
        return current;
    }

    /** @param owner what the secret belongs to; the same is needed to open it */
    Sealed seal(String secret, String owner) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, current, nonce, secret.getBytes(StandardCharsets.UTF_8), owner);
        byte[] whole = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
        System.arraycopy(sealed, 0, whole, NONCE_BYTES, sealed.length);
        return new Sealed(current, whole);
    }

    /** @throws NotOpened where the key is not configured, or value or owner are not what was sealed */
    String open(Sealed sealed, String owner) {
        if (!keys.containsKey(sealed.keyId())) {
            throw new NotOpened("key " + sealed.keyId() + " is not configured", null);
        }
        if (sealed.bytes().length < NONCE_BYTES) {
            throw new NotOpened("the sealed value is damaged", null);
        }
        byte[] nonce = Arrays.copyOf(sealed.bytes(), NONCE_BYTES);
        byte[] rest = Arrays.copyOfRange(sealed.bytes(), NONCE_BYTES, sealed.bytes().length);
        return new String(run(Cipher.DECRYPT_MODE, sealed.keyId(), nonce, rest, owner), StandardCharsets.UTF_8);
    }

    private byte[] run(int mode, String keyId, byte[] nonce, byte[] input, String owner) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, keys.get(keyId), new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(owner.getBytes(StandardCharsets.UTF_8));
            return cipher.doFinal(input);
        } catch (GeneralSecurityException changed) {
            throw new NotOpened("the sealed value is damaged or belongs elsewhere", changed);
        }
    }
}
