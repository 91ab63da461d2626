package io.bhiv.biometric.normalise;

import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.Provider;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Every id we give, derived from what it names: the same today, on replay and on another machine.
 *
 * <p>The digests are prototypes that are only ever cloned: no look-up per id, any thread.
 */
final class Ids {

    /** Namespace of event ids. Changing it changes every event id: consumers would see all history as new. */
    private static final UUID EVENTS = UUID.fromString("6f1c2b8e-0b3e-5d1a-9a53-2f2f4c1e7a10");

    private static final int MAX_KEY_LENGTH = 512;
    private static final int MAX_RESOURCE_ID_LENGTH = 160;

    private static final MessageDigest SHA_256 = prototype("SHA-256");
    private static final MessageDigest SHA_1_OF_EVENTS = namespaced();

    private Ids() {}

    /** {@code con_} and a hash of tenant, provider and the first user id that the person had there. */
    static String connection(String tenantId, ProviderUser firstUser) {
        return "con_" + hash(tenantId + '|' + firstUser.provider().wireName() + '|' + firstUser.userId());
    }

    /** {@code sub_} and a hash: by reference where there is one, so that all links of a person share their Kafka key. */
    static String subject(String tenantId, ProviderUser user, @Nullable String referenceId) {
        return "sub_"
                + hash(
                        referenceId == null
                                ? tenantId + '|' + user.provider().wireName() + '|' + user.userId()
                                : tenantId + "|reference|" + referenceId);
    }

    /** The idempotency key of a fact; a part that is too long is replaced by its hash. */
    static String idempotencyKey(Provider provider, ResourceKey resource, String fact) {
        String key = provider.wireName()
                + '|'
                + resource.connectionId()
                + '|'
                + resource.resourceType()
                + '|'
                + resource.resourceId()
                + '|'
                + fact;
        return key.length() <= MAX_KEY_LENGTH ? key : key.substring(0, MAX_KEY_LENGTH - 33) + '#' + hash(key);
    }

    /** A provider's id as part of a key: without our separator, and never too long. */
    static String resourceId(String given) {
        String safe = given.replace("%", "%25").replace("|", "%7C");
        return safe.length() <= MAX_RESOURCE_ID_LENGTH ? safe : "sha256:" + hash(safe);
    }

    /** UUIDv5 of key and revision. */
    static UUID event(String idempotencyKey, long revision) {
        byte[] digest =
                clone(SHA_1_OF_EVENTS).digest((idempotencyKey + '|' + revision).getBytes(StandardCharsets.UTF_8));
        ByteBuffer bytes = ByteBuffer.wrap(digest);
        long high = (bytes.getLong() & 0xffffffffffff0fffL) | 0x5000L;
        long low = (bytes.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }

    /** The first 128 bits of SHA-256, in hex. */
    private static String hash(String text) {
        byte[] digest = clone(SHA_256).digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest, 0, 16);
    }

    private static MessageDigest namespaced() {
        MessageDigest digest = prototype("SHA-1");
        digest.update(ByteBuffer.allocate(16)
                .putLong(EVENTS.getMostSignificantBits())
                .putLong(EVENTS.getLeastSignificantBits())
                .flip());
        return digest;
    }

    private static MessageDigest prototype(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must offer " + algorithm, e);
        }
    }

    private static MessageDigest clone(MessageDigest prototype) {
        try {
            return (MessageDigest) prototype.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's digests can no longer be cloned", e);
        }
    }
}
