package io.bhiv.biometric.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.bhiv.biometric.verify.Freshness.LatePolicy;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.biometric.verify.Verification.Genuine;
import io.bhiv.biometric.verify.Verification.Reason;
import io.bhiv.biometric.verify.Verification.Refused;
import io.bhiv.model.biometric.Provider;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SignatureSchemeTest {

    private static final Instant NOW = Instant.parse("2026-07-05T06:41:15Z");
    private static final byte[] BODY = "{\"type\":\"sleep\"}".getBytes(StandardCharsets.UTF_8);

    @Test
    void eachOfTwoSecretsIsAcceptedAndNamed() {
        SignatureScheme scheme = terra(LatePolicy.REJECT, "new", "old");
        assertThat(scheme.verify(signedBy("new", NOW), NOW)).isEqualTo(new Genuine(0, NOW, false));
        assertThat(scheme.verify(signedBy("old", NOW), NOW)).isEqualTo(new Genuine(1, NOW, false));
        assertThat(scheme.verify(signedBy("foreign", NOW), NOW)).isEqualTo(new Refused(Reason.MISMATCH));
    }

    @ParameterizedTest
    @CsvSource({"-301,FUTURE", "-299,FRESH", "0,FRESH", "300,FRESH", "301,LATE", "93600,LATE", "93601,STALE"})
    void ageDecidesWhatIsFresh(long ageSeconds, String expected) {
        Instant signedAt = NOW.minusSeconds(ageSeconds);
        Verification verification = terra(LatePolicy.ACCEPT, "s").verify(signedBy("s", signedAt), NOW);
        String outcome = switch (verification) {
            case Genuine(int matched, Instant at, boolean late) -> late ? "LATE" : "FRESH";
            case Refused(Reason reason) -> reason.name();
        };
        assertThat(outcome).isEqualTo(expected);
    }

    @Test
    void twoHeadersThatDisagreeAreRefused() {
        String genuine = terraHeader("s", NOW);
        SignedRequest request = new SignedRequest(
                Headers.of(Map.of("terra-signature", genuine, "X-Terra-Signature", genuine + ",v0=00")), BODY);
        assertThat(terra(LatePolicy.REJECT, "s").verify(request, NOW)).isEqualTo(new Refused(Reason.HEADERS_DISAGREE));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "A digest of WHOOP's was genuine under four texts: bits that the last character of its base64 has too many were ignored",
            now = "It has the one text that encoding it gives, with its padding or without")
    void aDigestInBase64HasOneText() throws GeneralSecurityException {
        String time = Long.toString(NOW.toEpochMilli());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update(time.getBytes(StandardCharsets.US_ASCII));
        String text = Base64.getEncoder().encodeToString(mac.doFinal(BODY));
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        char other = alphabet.charAt(alphabet.indexOf(text.charAt(42)) + 1);

        assertThat(whoop(time, text)).isInstanceOf(Genuine.class);
        assertThat(whoop(time, text.substring(0, 43))).isInstanceOf(Genuine.class);
        assertThat(whoop(time, text.substring(0, 42) + other + '=')).isEqualTo(new Refused(Reason.MALFORMED));
    }

    private static Verification whoop(String time, String digest) {
        return SignatureScheme.of(Provider.WHOOP, List.of("s"), Duration.ofMinutes(5), LatePolicy.REJECT)
                .verify(
                        new SignedRequest(
                                Headers.of(Map.of("X-WHOOP-Signature-Timestamp", time, "X-WHOOP-Signature", digest)),
                                BODY),
                        NOW);
    }

    @Test
    void sameHeaderTwiceWithTheSameValueIsOneStatement() {
        String genuine = terraHeader("s", NOW);
        SignedRequest request = new SignedRequest(
                name -> name.equalsIgnoreCase("terra-signature") ? List.of(genuine, genuine) : List.of(), BODY);
        assertThat(terra(LatePolicy.REJECT, "s").verify(request, NOW)).isInstanceOf(Genuine.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "t=1783233675",
                "v1=00",
                "t=,v1=00",
                "t=-1,v1=00",
                "t=1783233675,t=1783233676,v1=00",
                "t=99999999999999999999,v1=00",
                "t=1783233675,v1=zz",
                "t=１７８３２３３６７５,v1=00",
                "t=1783233675,v1=00,v1=00,v1=00,v1=00,v1=00,v1=00,v1=00,v1=00,v1=00"
            })
    void headerThatMakesNoSenseIsRefusedNotThrown(String header) {
        SignedRequest request = new SignedRequest(Headers.of(Map.of("terra-signature", header)), BODY);
        assertThat(terra(LatePolicy.ACCEPT, "s").verify(request, NOW)).isInstanceOf(Refused.class);
    }

    @Test
    void emptyBodyIsVerifiedLikeAnyOther() {
        SignedRequest request = new SignedRequest(
                Headers.of(Map.of(
                        "terra-signature",
                        "t=" + NOW.getEpochSecond() + ",v1=" + hmac("s", NOW.getEpochSecond() + ".", new byte[0]))),
                new byte[0]);
        assertThat(terra(LatePolicy.REJECT, "s").verify(request, NOW)).isInstanceOf(Genuine.class);
    }

    @Test
    void manyThreadsShareOneScheme() {
        SignatureScheme scheme = terra(LatePolicy.REJECT, "a", "b");
        SignedRequest request = signedBy("b", NOW);
        assertThat(IntStream.range(0, 20_000).parallel().mapToObj(i -> scheme.verify(request, NOW)))
                .allMatch(new Genuine(1, NOW, false)::equals);
    }

    @Test
    void schemeWithoutASecretIsNeverMade() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SignatureScheme.of(Provider.OURA, List.of(), Freshness.DEFAULT_TOLERANCE, LatePolicy.ACCEPT));
        assertThatIllegalArgumentException().isThrownBy(() -> terra(LatePolicy.ACCEPT, "good", " "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignatureScheme.of(Provider.FITBIT, List.of("s"), Duration.ZERO, LatePolicy.ACCEPT));
    }

    @Test
    void handshakeWithoutAConfiguredTokenIsRefused() {
        assertThat(OuraChallenge.answer("", "", "challenge")).isEqualTo(new OuraChallenge.WrongToken());
    }

    private static SignatureScheme terra(LatePolicy policy, String... secrets) {
        return SignatureScheme.of(Provider.TERRA, List.of(secrets), Freshness.DEFAULT_TOLERANCE, policy);
    }

    private static SignedRequest signedBy(String secret, Instant at) {
        return new SignedRequest(Headers.of(Map.of("Terra-Signature", terraHeader(secret, at))), BODY);
    }

    private static String terraHeader(String secret, Instant at) {
        return "t=" + at.getEpochSecond() + ",v1=" + hmac(secret, at.getEpochSecond() + ".", BODY);
    }

    private static String hmac(String secret, String prefix, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update(prefix.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
