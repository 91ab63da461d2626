package io.bhiv.biometric.identity;

import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.kit.hash.Sha256;
import io.bhiv.kit.json.JsonText;
import io.bhiv.model.biometric.Provider;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What makes a delivery the same delivery when it comes again.
 *
 * @param deliveryId the provider's identity of the delivery; null where it gave none and the bytes stand in. May contain a user id: never
 *     log it
 * @param identityKey hash of provider and delivery id
 * @param contentKey hash of the body's bytes
 * @param eventId our public id of this delivery with this content: its first half is that of the identity key, its second half that of
 *     the content key, so the ids of all contents of one identity lie side by side
 * @param sha256 of the body, lower-case hex
 * @param orderingMillis the provider's order of versions, epoch milliseconds; null where it states none
 * @param sequence the provider's user of whom it is, where versions need an order and the provider states none; else null
 * @param requestReference the provider's reference of the request that caused the delivery; shared by all its chunks, so never part of
 *     the identity
 */
public record DeliveryIdentity(
        @Nullable String deliveryId,
        UUID identityKey,
        UUID contentKey,
        UUID eventId,
        String sha256,
        @Nullable Long orderingMillis,
        @Nullable String sequence,
        @Nullable String requestReference) {

    private static final int MAX_HEADER_LENGTH = 256;

    /** Identifies a verified delivery. Never throws because of what the body holds. */
    public static DeliveryIdentity of(Provider provider, SignedRequest request) {
        Headers headers = request.headers();
        NoticeIdentity notice = switch (provider) {
            case OURA -> NoticeIdentity.ofOura(request.body());
            case WHOOP -> NoticeIdentity.ofWhoop(request.body(), number(headers, "X-WHOOP-Signature-Timestamp"));
            case TERRA ->
                NoticeIdentity.ofTerra(
                        request.body(),
                        header(headers, "X-Terra-Trace-Id"),
                        number(headers, "X-Terra-Ordering-Timestamp"));
            case GOOGLE_HEALTH, FITBIT, GARMIN, WITHINGS, POLAR, STRAVA, APPLE_HEALTH, HEALTH_CONNECT ->
                NoticeIdentity.UNKNOWN;
        };
        return of(provider, notice, request.body(), header(headers, "terra-reference"));
    }

    /** Identifies a delivery that we made ourselves. */
    static DeliveryIdentity ofOurs(Provider provider, String identity, @Nullable Long orderingMillis, byte[] body) {
        return of(provider, new NoticeIdentity(identity, orderingMillis, null), body, null);
    }

    private static DeliveryIdentity of(
            Provider provider, NoticeIdentity notice, byte[] body, @Nullable String requestReference) {
        Sha256 content = Sha256.of(body);
        String identity = notice.deliveryId() == null ? "sha256:" + content.hex() : notice.deliveryId();
        UUID identityKey = Sha256.of(provider.wireName() + '|' + identity).uuid();
        UUID contentKey = content.uuid();
        return new DeliveryIdentity(
                notice.deliveryId(),
                identityKey,
                contentKey,
                join(identityKey, contentKey),
                content.hex(),
                notice.orderingMillis(),
                notice.sequence(),
                requestReference);
    }

    /** The event id that a delivery with this content would have without an identity of the provider's. */
    static UUID ofContent(Provider provider, String sha256, UUID eventId) {
        return join(Sha256.of(provider.wireName() + "|sha256:" + sha256).uuid(), eventId);
    }

    /** Version and variant bits stand one in each half, so the joined id is as well-formed as both. */
    private static UUID join(UUID identityKey, UUID contentKey) {
        return new UUID(identityKey.getMostSignificantBits(), contentKey.getLeastSignificantBits());
    }

    private static @Nullable String header(Headers headers, String name) {
        List<String> values = headers.values(name);
        boolean usable = values.size() == 1
                && !values.getFirst().isBlank()
                && values.getFirst().length() <= MAX_HEADER_LENGTH
                // A record of Kafka may carry in its headers what no HTTP request can.
                && JsonText.isStorable(values.getFirst());
        return usable ? values.getFirst() : null;
    }

    private static @Nullable Long number(Headers headers, String name) {
        String digits = header(headers, name);
        boolean usable =
                digits != null && digits.length() <= 15 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return usable ? Long.valueOf(digits) : null;
    }

    /** Without the provider's id, which may name a user. */
    @Override
    public String toString() {
        return "DeliveryIdentity[" + eventId + ']';
    }
}
