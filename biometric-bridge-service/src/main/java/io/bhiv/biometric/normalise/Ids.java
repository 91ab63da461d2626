package io.bhiv.biometric.normalise;

import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import io.bhiv.biometric.provider.Measure.Fact;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.kit.hash.NameUuid;
import io.bhiv.kit.hash.Sha256;
import io.bhiv.model.biometric.Provider;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Every id we give, derived from what it names: the same today, on replay and on another machine. */
public final class Ids {

    /** Namespace of event ids. Changing it changes every event id: consumers would see all history as new. */
    private static final NameUuid EVENTS = NameUuid.in(UUID.fromString("6f1c2b8e-0b3e-5d1a-9a53-2f2f4c1e7a10"));

    private static final int MAX_KEY_LENGTH = 512;
    private static final int MAX_RESOURCE_ID_LENGTH = 160;

    private Ids() {}

    /** {@code con_} and a hash of tenant, provider and the first user id that the person had there. */
    public static String connection(String tenantId, ProviderUser firstUser) {
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

    /** A provider's id as part of a key: without our separator and control characters, and never too long. */
    static String resourceId(String given) {
        String safe = Fact.escaped(given);
        return safe.length() <= MAX_RESOURCE_ID_LENGTH ? safe : "sha256:" + hash(safe);
    }

    /** UUIDv5 of key and revision. */
    static UUID event(String idempotencyKey, long revision) {
        return EVENTS.v5(idempotencyKey + '|' + revision);
    }

    /** The first 128 bits of SHA-256, in hex. */
    private static String hash(String text) {
        return Sha256.of(text).hex(16);
    }
}
