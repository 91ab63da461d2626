package io.bhiv.biometric.identity;

import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.Verification;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a provider sent, once, as it came: the row of the journal, and the one record of it from the first check to the last
 * settlement.
 *
 * @param eventId our id of this delivery with this content, see {@link DeliveryIdentity}
 * @param deliveryId the provider's own id of it; may contain a user id, so it is never logged
 * @param requestReference the provider's reference of the request behind it
 * @param orderingMillis the order of versions, epoch milliseconds: the provider's, or the journal's where there is a {@code sequence}
 * @param late authentic, but signed longer ago than the freshness window
 * @param secret index of the secret that verified it, the current one being 0; null for what none signed. Known until it is stored
 * @param traceparent W3C trace context to carry into Kafka; null where none came
 * @param direct came through the provider's own Kafka topic; known until it is stored
 * @param sequence the provider's user of whom it is, where the provider states no order: the journal puts what is of one user in the
 *     order in which it comes. Known until it is stored
 * @param about the object that was fetched and is its content; null for what a provider sent by itself
 * @param row what the journal added; null until the commit
 */
public record Delivery(
        UUID eventId,
        Provider provider,
        Channel channel,
        @Nullable String deliveryId,
        @Nullable String requestReference,
        @Nullable Long orderingMillis,
        boolean late,
        @Nullable Integer secret,
        @Nullable String traceparent,
        boolean direct,
        @Nullable String sequence,
        @Nullable About about,
        Content content,
        @Nullable Row row) {

    private static final long EARLIEST_MILLIS = 1_000_000_000_000L;
    private static final Duration CLOCK_ALLOWANCE = Duration.ofHours(24);

    private static final Pattern TRACEPARENT = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * What the journal has of a delivery.
     *
     * @param receivedAt PostgreSQL's time of the append; with the event id it leads to the row
     * @param revision counts the contents that came under the same identity, from 1
     * @param attempts entries into the second half, this one included; 0 while nobody has claimed it
     */
    public record Row(Instant receivedAt, int revision, int attempts) {}

    /** A verified webhook. */
    public static Delivery ofWebhook(Provider provider, SignedRequest request, Verification.Genuine genuine) {
        return of(provider, Channel.WEBHOOK_INLINE, request, genuine.late(), genuine.matchedSecret(), false);
    }

    /** A record of the provider's own topic: the broker's access rules stand in for a signature. */
    public static Delivery ofDirectTopic(Provider provider, SignedRequest record) {
        return of(provider, Channel.WEBHOOK_INLINE, record, false, null, true);
    }

    /** The payload that a delivery pointed at. */
    public static Delivery ofPayload(Provider provider, SignedRequest payload, boolean late) {
        return of(provider, Channel.WEBHOOK_FETCH, payload, late, null, false);
    }

    /** A change of a connection of ours: the commit of its row stands in for a signature. */
    public static Delivery ofConnection(Provider provider, String identity, long changedAtMillis, byte[] body) {
        DeliveryIdentity ours = DeliveryIdentity.ofOurs(provider, identity, changedAtMillis, body);
        return new Delivery(
                ours.eventId(),
                provider,
                Channel.CONNECT,
                ours.deliveryId(),
                null,
                ours.orderingMillis(),
                false,
                null,
                null,
                false,
                null,
                null,
                Content.of(body, ours.sha256()),
                null);
    }

    /**
     * An object that was read from a provider's API: the call with the person's token stands in for a signature. The same version that
     * is read again is the same delivery.
     *
     * @param channel the way to it: a notice ({@code WEBHOOK_FETCH}), a poll ({@code POLL}), or the past of a new connection
     *     ({@code BACKFILL})
     * @param orderingMillis the provider's time of this version
     */
    public static Delivery ofObject(
            Provider provider, Channel channel, About about, @Nullable Long orderingMillis, byte[] body) {
        DeliveryIdentity ours = DeliveryIdentity.ofOurs(provider, about.identity(), orderingMillis, body);
        return new Delivery(
                ours.eventId(),
                provider,
                channel,
                ours.deliveryId(),
                null,
                orderingMillis,
                false,
                null,
                null,
                false,
                null,
                about,
                Content.of(body, ours.sha256()),
                null);
    }

    private static Delivery of(
            Provider provider,
            Channel channel,
            SignedRequest request,
            boolean late,
            @Nullable Integer secret,
            boolean direct) {
        DeliveryIdentity identity = DeliveryIdentity.of(provider, request);
        return new Delivery(
                identity.eventId(),
                provider,
                channel,
                identity.deliveryId(),
                identity.requestReference(),
                identity.orderingMillis(),
                late,
                secret,
                traceparent(request),
                direct,
                identity.sequence(),
                null,
                Content.of(request.body(), identity.sha256()),
                null);
    }

    /**
     * Whether a stated order may be meant. One from the future would supersede all later corrections, one from before webhooks existed is in
     * another unit.
     */
    public static boolean isPlausibleOrder(long millis, Instant receivedAt) {
        return millis >= EARLIEST_MILLIS
                && millis <= receivedAt.plus(CLOCK_ALLOWANCE).toEpochMilli();
    }

    /**
     * The same delivery without an order that cannot be meant, so that the journal makes one: the time of receipt, which would stand in for
     * it, is shared by all that is stored together.
     */
    public Delivery withPlausibleOrder(Instant now) {
        String user = orderingMillis == null || isPlausibleOrder(orderingMillis, now) ? null : user();
        return user == null
                ? this
                : new Delivery(
                        eventId,
                        provider,
                        channel,
                        deliveryId,
                        requestReference,
                        null,
                        late,
                        secret,
                        traceparent,
                        direct,
                        user,
                        about,
                        content,
                        row);
    }

    /** The provider's user of whom it is, where it brings data. */
    private @Nullable String user() {
        if (about != null) {
            return about.userId();
        }
        return provider == Provider.TERRA ? NoticeIdentity.terraUser(body()) : null;
    }

    /** The same delivery as the content of an object that was fetched. */
    public Delivery withAbout(About object) {
        return new Delivery(
                eventId,
                provider,
                channel,
                deliveryId,
                requestReference,
                orderingMillis,
                late,
                secret,
                traceparent,
                direct,
                sequence,
                object,
                content,
                row);
    }

    /**
     * The same delivery after the commit.
     *
     * @param order of versions, as it is stored
     */
    public Delivery stored(Row as, @Nullable Long order) {
        return new Delivery(
                eventId,
                provider,
                channel,
                deliveryId,
                requestReference,
                order,
                late,
                secret,
                traceparent,
                direct,
                sequence,
                about,
                content,
                as);
    }

    /** The id it would have if the bytes stood in for the provider's identity; equal to the event id where they do. */
    public UUID contentEventId() {
        return DeliveryIdentity.ofContent(provider, content.sha256(), eventId);
    }

    public byte[] body() {
        return content.bytes();
    }

    /** Whether it is the past of a new connection: it feeds baselines and fires nothing. */
    public boolean backfill() {
        return channel == Channel.BACKFILL;
    }

    /** Of the body, lower-case hex. */
    public String sha256() {
        return content.sha256();
    }

    public Instant receivedAt() {
        return journalled().receivedAt();
    }

    public int revision() {
        return journalled().revision();
    }

    public int attempts() {
        return journalled().attempts();
    }

    /** Where the raw bytes are kept, for the provenance of events. */
    public String rawRef() {
        return "journal:" + eventId;
    }

    /** Bytes it weighs in queues. */
    public long weight() {
        return content.bytes().length + 256L;
    }

    private Row journalled() {
        if (row == null) {
            throw new IllegalStateException("the delivery is not journalled yet");
        }
        return row;
    }

    /** W3C trace context, version 00; anything else is ignored, as the standard asks. */
    private static @Nullable String traceparent(SignedRequest request) {
        return request.headers().values("traceparent").stream()
                .filter(value -> TRACEPARENT.matcher(value).matches())
                .findFirst()
                .orElse(null);
    }

    /** Neither body nor the provider's ids. */
    @Override
    public String toString() {
        return "Delivery[" + eventId + " " + provider + "]";
    }
}
