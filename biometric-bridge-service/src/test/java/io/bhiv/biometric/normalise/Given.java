package io.bhiv.biometric.normalise;

import io.bhiv.biometric.identity.Content;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.provider.ProviderUser;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.ConnectionState;
import io.bhiv.model.biometric.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Deliveries, links and a bridge to normalise with. */
final class Given {

    static final Instant RECEIVED = Instant.parse("2026-07-05T06:41:15.250Z");
    static final long ORDERING = 1783233674600L;
    static final String DELIVERY = "5a3c2540-7139-44c6-8158-f81196e2cf2e";

    static final Normaliser LINKING = new Normaliser(
            new Settings("acme", NormaliseConfig.UnknownUsers.LINK, "0.1.0", 1_200_000, 10_000), provider -> false);
    static final Normaliser PARKING = new Normaliser(
            new Settings("acme", NormaliseConfig.UnknownUsers.PARK, "0.1.0", 1_200_000, 10_000), provider -> false);

    record Settings(
            String tenant,
            NormaliseConfig.UnknownUsers unknownUsers,
            String bridgeVersion,
            long maxTokens,
            int maxEvents)
            implements NormaliseConfig {}

    private Given() {}

    static byte[] sample(String path) {
        try (InputStream stream = Objects.requireNonNull(Given.class.getResourceAsStream("/samples/" + path), path)) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String path) {
        return new String(sample(path), StandardCharsets.UTF_8);
    }

    static Delivery terra(String body) {
        return terra(body, ORDERING);
    }

    static Delivery terra(String body, @Nullable Long ordering) {
        return delivery(Provider.TERRA, body.getBytes(StandardCharsets.UTF_8), ordering);
    }

    static Delivery delivery(Provider provider, byte[] body, @Nullable Long ordering) {
        return delivery(
                UUID.nameUUIDFromBytes(body),
                provider,
                Channel.WEBHOOK_INLINE,
                ordering,
                Content.of(body, "00bd979893aee8b114bae0472830cdacdbd15dfb6ad25e9f6ab568f3e741a0d0"));
    }

    static Delivery delivery(
            UUID eventId, Provider provider, Channel channel, @Nullable Long ordering, Content content) {
        return new Delivery(
                eventId,
                provider,
                channel,
                DELIVERY,
                null,
                ordering,
                false,
                null,
                null,
                false,
                null,
                null,
                content,
                new Delivery.Row(RECEIVED, 1, 0));
    }

    static ProviderUser terraUser(String id) {
        return new ProviderUser(Provider.TERRA, id);
    }

    static Link link(String userId, String connectionId, String subjectId) {
        return new Link(terraUser(userId), connectionId, subjectId, "emp-000123", null, ConnectionState.ACTIVE, 0);
    }

    static KnownState nothingKnown() {
        return new KnownState(Map.of(), Map.of(), KnownState.Connections.NONE);
    }

    static KnownState knowing(Link... links) {
        Map<ProviderUser, Link> known = new HashMap<>();
        for (Link link : links) {
            known.put(link.user(), link);
        }
        return new KnownState(known, Map.of(), KnownState.Connections.NONE);
    }

    /** What the event must have, or the test is wrong. */
    static <T> T present(@Nullable T part) {
        return Objects.requireNonNull(part, "the event has no such part");
    }

    static List<@Nullable Double> values(BiometricEvent event) {
        return present(event.series()).values();
    }

    static Normalised normalise(Normaliser normaliser, Delivery delivery, KnownState state) {
        Normalised normalised = normaliser.normalise(delivery, normaliser.read(delivery), state);
        state.remember(normalised);
        return normalised;
    }

    static BiometricEvent event(Normalised normalised, String keyEnding) {
        return normalised.events().stream()
                .filter(event -> event.idempotencyKey().endsWith(keyEnding))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no event with key …" + keyEnding + " in "
                        + normalised.events().stream()
                                .map(BiometricEvent::idempotencyKey)
                                .toList()));
    }
}
