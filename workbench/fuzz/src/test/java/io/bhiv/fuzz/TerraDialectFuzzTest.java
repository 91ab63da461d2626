package io.bhiv.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bhiv.biometric.identity.Content;
import io.bhiv.biometric.identity.Delivery;
import io.bhiv.biometric.json.EventJson;
import io.bhiv.biometric.normalise.KnownState;
import io.bhiv.biometric.normalise.KnownState.EmittedResource;
import io.bhiv.biometric.normalise.NormaliseConfig;
import io.bhiv.biometric.normalise.Normalised;
import io.bhiv.biometric.normalise.Normaliser;
import io.bhiv.biometric.provider.Reading;
import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.biometric.Channel;
import io.bhiv.model.biometric.Provider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.provider.MethodSource;

/** Any signed body: it is read, parked or dropped by a rule, never thrown, and the same again by a replay. */
class TerraDialectFuzzTest {

    private static final Instant RECEIVED = Instant.parse("2026-07-05T06:41:15.250Z");
    private static final Normaliser NORMALISER = new Normaliser(new Settings(), provider -> false);

    private record Settings() implements NormaliseConfig {

        @Override
        public String tenant() {
            return "acme";
        }

        @Override
        public UnknownUsers unknownUsers() {
            return UnknownUsers.LINK;
        }

        @Override
        public String bridgeVersion() {
            return "0.1.0";
        }

        @Override
        public long maxTokens() {
            return 1_200_000;
        }

        @Override
        public int maxEvents() {
            return 10_000;
        }
    }

    static List<byte[]> samples() {
        return Seeds.in("biometric-bridge-service/src/test/resources/samples/terra", ".json");
    }

    @MethodSource("samples")
    @FuzzTest(maxDuration = "10m")
    void anyBodyIsReadParkedOrDropped(byte[] body) {
        Delivery delivery = delivery(body);
        KnownState state = new KnownState(Map.of(), Map.of(), KnownState.Connections.NONE);
        Reading reading = NORMALISER.read(delivery);
        Normalised normalised = NORMALISER.normalise(delivery, reading, state);

        assertThat(normalised.events())
                .extracting(BiometricEvent::idempotencyKey)
                .doesNotHaveDuplicates()
                .allSatisfy(key -> assertThat(key).doesNotContain("\n").hasSizeLessThanOrEqualTo(512));
        normalised.events().forEach(event -> assertThat(EventJson.bytes(event)).isNotEmpty());
        for (EmittedResource resource : normalised.resources().values()) {
            assertThat(resource.facts()).allSatisfy(fact -> assertThat(fact).doesNotContain("\n", "\r", "\u0000"));
        }
        assertThat(NORMALISER.resources(List.of(reading), Map.of()))
                .containsAll(normalised.resources().keySet());
        state.remember(normalised);
        assertThat(NORMALISER.normalise(delivery, reading, state).events()).isEqualTo(normalised.events());
    }

    private static Delivery delivery(byte[] body) {
        return new Delivery(
                UUID.nameUUIDFromBytes(body),
                Provider.TERRA,
                Channel.WEBHOOK_INLINE,
                "5a3c2540-7139-44c6-8158-f81196e2cf2e",
                null,
                1783233674600L,
                false,
                null,
                null,
                false,
                null,
                null,
                Content.of(body),
                new Delivery.Row(RECEIVED, 1, 0));
    }
}
