package io.bhiv.biometric.journal;

import io.bhiv.biometric.identity.DeliveryIdentity;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An authentic delivery, about to be journalled.
 *
 * @param eventId identity and content of the delivery in one id, see {@code identity}
 * @param contentEventId the id it has where the provider names no identity and the bytes stand in; equal to {@code eventId} then
 * @param traceparent W3C trace context to carry into Kafka; null where none came
 * @param direct came through the provider's own Kafka topic
 */
public record Arrival(
        UUID eventId,
        UUID contentEventId,
        Provider provider,
        Channel channel,
        @Nullable String deliveryId,
        @Nullable String requestReference,
        @Nullable Long orderingMillis,
        boolean late,
        @Nullable String traceparent,
        boolean direct,
        byte[] body) {

    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /** What a verified webhook becomes. */
    public static Arrival ofWebhook(Provider provider, SignedRequest request, DeliveryIdentity identity, boolean late) {
        return of(provider, Channel.WEBHOOK_INLINE, request, identity, late, false);
    }

    /** What a record of the provider's own topic becomes: the broker's access rules stand in for a signature. */
    public static Arrival ofDirectTopic(Provider provider, SignedRequest record, DeliveryIdentity identity) {
        return of(provider, Channel.WEBHOOK_INLINE, record, identity, false, true);
    }

    /** What the payload becomes that a delivery pointed at. */
    public static Arrival ofPayload(Provider provider, SignedRequest payload, DeliveryIdentity identity, boolean late) {
        return of(provider, Channel.WEBHOOK_FETCH, payload, identity, late, false);
    }

    private static Arrival of(
            Provider provider,
            Channel channel,
            SignedRequest request,
            DeliveryIdentity identity,
            boolean late,
            boolean direct) {
        return new Arrival(
                identity.eventId(),
                identity.contentEventId(),
                provider,
                channel,
                identity.deliveryId(),
                identity.requestReference(),
                identity.orderingMillis(),
                late,
                traceparent(request),
                direct,
                request.body());
    }

    /** W3C trace context, version 00; anything else is ignored, as the standard asks. */
    private static @Nullable String traceparent(SignedRequest request) {
        return request.headers().values("traceparent").stream()
                .filter(value -> TRACEPARENT.matcher(value).matches())
                .findFirst()
                .orElse(null);
    }

    /** Bytes it weighs in queues. */
    public long weight() {
        return body.length + 256L;
    }

    /** Neither body nor the provider's ids. */
    @Override
    public String toString() {
        return "Arrival[" + eventId + " " + provider + "]";
    }
}
