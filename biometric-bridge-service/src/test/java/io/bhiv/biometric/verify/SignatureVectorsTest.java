package io.bhiv.biometric.verify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.biometric.verify.Freshness.LatePolicy;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.biometric.verify.Verification.Genuine;
import io.bhiv.biometric.verify.Verification.Reason;
import io.bhiv.biometric.verify.Verification.Refused;
import io.bhiv.model.biometric.Provider;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureVectorsTest {

    /** What is refused as stale when strict, and taken with a flag when lenient. */
    private static final Set<String> LATE_BUT_AUTHENTIC = Set.of("oura-06-invalid-stale", "terra-06-invalid-stale");

    @ParameterizedTest
    @MethodSource("signatures")
    void strictModeDecidesAsTheVectorExpects(Vector vector) {
        Verification verification = vector.verify(LatePolicy.REJECT);
        if (vector.valid()) {
            assertThat(verification)
                    .isInstanceOfSatisfying(
                            Genuine.class, genuine -> assertThat(genuine.late()).isFalse());
        } else {
            assertThat(verification)
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> assertThat(refused.reason()).isIn(vector.reasons()));
        }
    }

    @ParameterizedTest
    @MethodSource("signatures")
    void lenientModeFlagsWhatIsOldButAuthentic(Vector vector) {
        Verification verification = vector.verify(LatePolicy.ACCEPT);
        if (LATE_BUT_AUTHENTIC.contains(vector.id())) {
            assertThat(verification)
                    .isInstanceOfSatisfying(
                            Genuine.class, genuine -> assertThat(genuine.late()).isTrue());
        } else {
            assertThat(verification).isEqualTo(vector.verify(LatePolicy.REJECT));
        }
    }

    @ParameterizedTest
    @MethodSource("handshakes")
    void handshakeIsAnsweredAsTheVectorExpects(JsonNode vector) {
        JsonNode query = vector.at("/request/query");
        OuraChallenge answer = OuraChallenge.answer(
                vector.get("configured_verification_token").asText(),
                query.path("verification_token").asText(null),
                query.path("challenge").asText(null));
        int status = switch (answer) {
            case OuraChallenge.Confirmed(String challenge) -> {
                assertThat(challenge)
                        .isEqualTo(vector.at("/expect/json/challenge").asText());
                yield 200;
            }
            case OuraChallenge.WrongToken() -> 401;
            case OuraChallenge.NoChallenge() -> 400;
        };
        assertThat(status).isEqualTo(vector.at("/expect/status").asInt());
    }

    static Stream<Vector> signatures() throws IOException {
        return elements("signature_vectors").stream().map(Vector::of);
    }

    static Stream<JsonNode> handshakes() throws IOException {
        return elements("handshake_vectors").stream();
    }

    private static List<JsonNode> elements(String name) throws IOException {
        JsonNode vectors =
                new ObjectMapper().readTree(SignatureVectorsTest.class.getResourceAsStream("/vectors/signatures.json"));
        List<JsonNode> elements = new ArrayList<>();
        vectors.get(name).forEach(elements::add);
        assertThat(elements).isNotEmpty();
        return elements;
    }

    record Vector(
            String id,
            Provider provider,
            List<String> secrets,
            SignedRequest request,
            Instant now,
            Duration tolerance,
            boolean valid,
            String reason) {

        static Vector of(JsonNode node) {
            List<String> secrets = new ArrayList<>();
            node.get("secrets").forEach(secret -> secrets.add(secret.asText()));
            Map<String, String> headers = new HashMap<>();
            node.get("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            try {
                return new Vector(
                        node.get("id").asText(),
                        Provider.valueOf(node.get("provider").asText().toUpperCase(Locale.ROOT)),
                        secrets,
                        new SignedRequest(
                                Headers.of(headers), node.get("raw_body_base64").binaryValue()),
                        Instant.ofEpochMilli(node.get("now_epoch_ms").asLong()),
                        Duration.ofSeconds(node.get("tolerance_seconds").asLong()),
                        node.at("/expect/valid").asBoolean(),
                        node.at("/expect/reason").asText());
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        Verification verify(LatePolicy policy) {
            return SignatureScheme.of(provider, secrets, tolerance, policy).verify(request, now);
        }

        Set<Reason> reasons() {
            return switch (reason) {
                case "signature_mismatch" -> Set.of(Reason.MISMATCH);
                case "timestamp_out_of_tolerance" -> Set.of(Reason.STALE, Reason.FUTURE);
                case "missing_header" -> Set.of(Reason.MISSING);
                case "no_supported_scheme" -> Set.of(Reason.UNSUPPORTED_SCHEME);
                default -> throw new IllegalArgumentException(reason);
            };
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
