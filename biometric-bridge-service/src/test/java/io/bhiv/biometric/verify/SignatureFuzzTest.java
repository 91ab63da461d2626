package io.bhiv.biometric.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.verify.Freshness.LatePolicy;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.biometric.verify.Verification.Genuine;
import io.bhiv.biometric.verify.Verification.Refused;
import io.bhiv.model.biometric.Provider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Signed requests with one thing changed, and headers of any characters.
 *
 * <p>Each round has a seed of its own, the first one plus its number; {@code biometric.fuzz.seed} repeats a round that failed.
 */
class SignatureFuzzTest {

    private static final int ROUNDS = Integer.getInteger("biometric.fuzz.rounds", 3_000);
    private static final long FIRST_SEED = Long.getLong("biometric.fuzz.seed", 20_260_705L);
    private static final Instant NOW = Instant.parse("2026-07-05T06:41:15Z");

    /** What is signed and how, written down once more, apart from the code that is tested. */
    private record Signed(Provider provider, String time, byte[] body, byte[] digest) {

        static Signed of(Provider provider, String secret, byte[] body) {
            String time = Long.toString(provider == Provider.WHOOP ? NOW.toEpochMilli() : NOW.getEpochSecond());
            String prefix = provider == Provider.TERRA ? time + "." : time;
            try {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                mac.update(prefix.getBytes(StandardCharsets.ISO_8859_1));
                return new Signed(provider, time, body, mac.doFinal(body));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        SignedRequest request() {
            Map<String, String> headers = provider == Provider.OURA
                    ? Map.of(
                            "x-oura-timestamp",
                            time,
                            "x-oura-signature",
                            HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT))
                    : provider == Provider.WHOOP
                            ? Map.of(
                                    "X-WHOOP-Signature-Timestamp",
                                    time,
                                    "X-WHOOP-Signature",
                                    Base64.getEncoder().encodeToString(digest))
                            : Map.of(
                                    "terra-signature",
                                    "t=" + time + ",v1=" + HexFormat.of().formatHex(digest));
            return new SignedRequest(Headers.of(headers), body);
        }

        Signed withOneChange(Random random) {
            return switch (random.nextInt(3)) {
                case 0 -> new Signed(provider, time, body, flipped(digest, random));
                case 1 -> new Signed(provider, time, changed(body, random), digest);
                default ->
                    new Signed(provider, Long.toString(Long.parseLong(time) + 1 + random.nextInt(9)), body, digest);
            };
        }

        private static byte[] changed(byte[] body, Random random) {
            return body.length == 0 ? new byte[] {(byte) random.nextInt()} : flipped(body, random);
        }

        private static byte[] flipped(byte[] bytes, Random random) {
            byte[] flipped = bytes.clone();
            flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
            return flipped;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Provider.class,
            names = {"OURA", "WHOOP", "TERRA"})
    void nothingButTheSignedBytesIsGenuine(Provider provider) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = FIRST_SEED + round;
            Random random = new Random(seed);
            byte[] body = new byte[random.nextInt(300)];
            random.nextBytes(body);
            String secret = "secret-" + random.nextInt();
            SignatureScheme scheme =
                    SignatureScheme.of(provider, List.of("another", secret), Duration.ofMinutes(5), LatePolicy.REJECT);
            Signed signed = Signed.of(provider, secret, body);

            assertThat(scheme.verify(signed.request(), NOW)).as("seed %d", seed).isInstanceOf(Genuine.class);
            assertThat(scheme.verify(signed.withOneChange(random).request(), NOW))
                    .as("seed %d", seed)
                    .isInstanceOf(Refused.class);
            assertThat(scheme.verify(new SignedRequest(garbage(random), body), NOW))
                    .as("seed %d", seed)
                    .isInstanceOf(Refused.class);
        }
    }

    /** The same value for every header asked for, in the characters that signatures are written in. */
    private static Headers garbage(Random random) {
        String alphabet = "t=,v10.9afAF+/ \t\u0000\u00ff";
        StringBuilder value = new StringBuilder();
        for (int length = random.nextInt(120); length > 0; length--) {
            value.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        List<String> values = random.nextInt(5) == 0 ? List.of() : List.of(value.toString());
        return name -> values;
    }
}
