package io.bhiv.biometric.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.model.biometric.Provider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryIdentityTest {

    private static final String OURA_NOTICE = """
            {"event_type":"update","data_type":"sleep","object_id":"o1","event_time":"2026-07-05T07:58:40.120+00:00","user_id":"u1"}""";

    @Test
    void ouraIsIdentifiedByItsFiveFields() {
        DeliveryIdentity identity = of(Provider.OURA, Map.of(), OURA_NOTICE);
        assertThat(identity.deliveryId()).isEqualTo("u1|sleep|update|o1|2026-07-05T07:58:40.120+00:00");
        assertThat(identity.orderingMillis()).isEqualTo(1783238320120L);
    }

    @Test
    void whoopIsIdentifiedByTraceTypeAndId() {
        DeliveryIdentity identity = of(
                Provider.WHOOP,
                Map.of("X-WHOOP-Signature-Timestamp", "1783233675123"),
                "{\"user_id\":10129,\"id\":10235,\"type\":\"workout.updated\",\"trace_id\":\"t1\"}");
        assertThat(identity.deliveryId()).isEqualTo("t1|workout.updated|10235");
        assertThat(identity.orderingMillis()).isEqualTo(1783233675123L);
    }

    @Test
    void chunksThatShareAReferenceAreDifferentDeliveries() {
        DeliveryIdentity first =
                of(Provider.TERRA, Map.of("terra-reference", "r", "X-Terra-Trace-Id", "t:chunk:1"), "{}");
        DeliveryIdentity second =
                of(Provider.TERRA, Map.of("terra-reference", "r", "X-Terra-Trace-Id", "t:chunk:2"), "{}");
        assertThat(first.identityKey()).isNotEqualTo(second.identityKey());
        assertThat(first.contentKey()).isEqualTo(second.contentKey());
        assertThat(first.requestReference()).isEqualTo("r");
    }

    @Test
    void correctionKeepsTheIdentityAndChangesTheEvent() {
        Map<String, String> headers = Map.of("X-Terra-Trace-Id", "t");
        DeliveryIdentity original = of(Provider.TERRA, headers, "{\"a\":1}");
        DeliveryIdentity correction = of(Provider.TERRA, headers, "{\"a\":2}");
        assertThat(correction.identityKey()).isEqualTo(original.identityKey());
        assertThat(correction.eventId()).isNotEqualTo(original.eventId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{\"user_id\":\"u\"}",
                "{\"user_id\":\"u\",\"user_id\":\"v\"}",
                "{\"user_id\":NaN}",
                "{\"user_id\":{},\"data_type\":[],\"event_type\":null,\"object_id\":true,\"event_time\":1.5}",
                "{\"event_type\":\"u\"} trailing"
            })
    void noticeThatCannotBeReadIsIdentifiedByItsBytes(String body) {
        for (Provider provider : List.of(Provider.OURA, Provider.WHOOP)) {
            DeliveryIdentity identity = of(provider, Map.of(), body);
            assertThat(identity.deliveryId()).isNull();
            assertThat(identity).isEqualTo(of(provider, Map.of(), body));
            assertThat(identity.identityKey())
                    .isNotEqualTo(of(provider, Map.of(), body + " ").identityKey());
        }
    }

    @Test
    void hostileBodiesAreUnreadableNotFatal() {
        List<String> hostile = List.of(
                "{\"user_id\":" + "[".repeat(100_000),
                "{\"user_id\":1" + "0".repeat(1_000_000) + "}",
                "{\"" + "n".repeat(100_000) + "\":1}",
                "\u0000{\u0000}");
        for (String body : hostile) {
            assertThat(of(Provider.OURA, Map.of(), body).deliveryId()).isNull();
        }
        byte[] invalidUtf8 = OURA_NOTICE.replace("u1", "\u00ff").getBytes(StandardCharsets.ISO_8859_1);
        assertThat(DeliveryIdentity.of(Provider.OURA, new SignedRequest(name -> List.of(), invalidUtf8))
                        .deliveryId())
                .isNull();
    }

    @Test
    void separatorInsideAPartDoesNotForgeAnotherIdentity() {
        String one = "{\"trace_id\":\"a|b\",\"type\":\"c\",\"id\":\"d\"}";
        String two = "{\"trace_id\":\"a\",\"type\":\"b|c\",\"id\":\"d\"}";
        assertThat(of(Provider.WHOOP, Map.of(), one).identityKey())
                .isNotEqualTo(of(Provider.WHOOP, Map.of(), two).identityKey());
    }

    @Test
    void headerThatIsRepeatedOrHugeIdentifiesNothing() {
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
        assertThat(DeliveryIdentity.of(Provider.TERRA, new SignedRequest(name -> List.of("a", "b"), body))
                        .deliveryId())
                .isNull();
        assertThat(of(Provider.TERRA, Map.of("X-Terra-Trace-Id", "x".repeat(10_000)), "{}")
                        .deliveryId())
                .isNull();
    }

    @Property
    void sameContentHasTheSameEventId(
            @ForAll @Size(max = 2_000) byte[] body, @ForAll @AlphaChars @StringLength(min = 1, max = 40) String trace) {
        assertThat(terra(trace, body)).isEqualTo(terra(trace, body.clone()));
    }

    @Property
    void otherContentHasAnotherEventId(@ForAll @Size(min = 1, max = 2_000) byte[] body, @ForAll int seed) {
        byte[] changed = body.clone();
        changed[Math.floorMod(seed, changed.length)] ^= (byte) (1 + Math.floorMod(seed, 255));
        assertThat(terra("t", changed).eventId()).isNotEqualTo(terra("t", body).eventId());
        assertThat(terra("t", changed).identityKey()).isEqualTo(terra("t", body).identityKey());
        assertThat(Arrays.equals(changed, body)).isFalse();
    }

    @Property(tries = 200)
    void orderAndCaseOfHeadersDoNotMatter(@ForAll long seed) {
        List<Map.Entry<String, String>> entries = new ArrayList<>(List.of(
                Map.entry("x-terra-trace-id", "t"),
                Map.entry("TERRA-REFERENCE", "r"),
                Map.entry("X-Terra-Ordering-Timestamp", "1783233674600"),
                Map.entry("Content-Type", "application/json")));
        Collections.shuffle(entries, new Random(seed));
        Map<String, String> headers = new LinkedHashMap<>();
        entries.forEach(entry -> headers.put(entry.getKey(), entry.getValue()));
        assertThat(of(Provider.TERRA, headers, "{}"))
                .isEqualTo(of(
                        Provider.TERRA,
                        Map.of(
                                "X-Terra-Trace-Id", "t",
                                "terra-reference", "r",
                                "x-terra-ordering-timestamp", "1783233674600"),
                        "{}"));
    }

    @Property
    void noBytesMakeItThrow(@ForAll @Size(max = 500) byte[] body) {
        for (Provider provider : Provider.values()) {
            assertThat(DeliveryIdentity.of(provider, new SignedRequest(name -> List.of(), body))
                            .sha256())
                    .hasSize(64);
        }
    }

    private static DeliveryIdentity terra(String trace, byte[] body) {
        return DeliveryIdentity.of(
                Provider.TERRA, new SignedRequest(Headers.of(Map.of("X-Terra-Trace-Id", trace)), body));
    }

    private static DeliveryIdentity of(Provider provider, Map<String, String> headers, String body) {
        return DeliveryIdentity.of(
                provider, new SignedRequest(Headers.of(headers), body.getBytes(StandardCharsets.UTF_8)));
    }
}
