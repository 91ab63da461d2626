package io.bhiv.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bhiv.biometric.verify.Freshness.LatePolicy;
import io.bhiv.biometric.verify.SignatureScheme;
import io.bhiv.biometric.verify.SignedRequest;
import io.bhiv.biometric.verify.SignedRequest.Headers;
import io.bhiv.biometric.verify.Verification.Genuine;
import io.bhiv.biometric.verify.Verification.Refused;
import io.bhiv.model.biometric.Provider;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Any headers over any body: nothing is thrown, and only what was signed with the secret is genuine. */
class SignaturesFuzzTest {

    private static final Instant NOW = Instant.parse("2026-07-05T06:41:15Z");
    private static final String SECRET = "fuzz-secret";
    private static final List<Provider> PROVIDERS = List.of(Provider.OURA, Provider.WHOOP, Provider.TERRA);

    @FuzzTest(maxDuration = "10m")
    void onlyWhatIsSignedIsGenuine(FuzzedDataProvider data) {
        Provider provider = data.pickValue(PROVIDERS);
        LatePolicy policy = data.consumeBoolean() ? LatePolicy.ACCEPT : LatePolicy.REJECT;
        SignatureScheme scheme =
                SignatureScheme.of(provider, List.of("another", SECRET), Duration.ofMinutes(5), policy);
        String time = data.consumeBoolean() ? time(provider) : data.consumeString(20);
        String digest = data.consumeString(100);
        boolean twice = data.consumeBoolean();
        byte[] body = data.consumeRemainingAsBytes();

        byte[] right = hmac(provider, time, body);
        assertThat(scheme.verify(
                        request(
                                provider,
                                time(provider),
                                text(provider, hmac(provider, time(provider), body)),
                                false,
                                body),
                        NOW))
                .isInstanceOf(Genuine.class);
        if (!states(digest, right)) {
            assertThat(scheme.verify(request(provider, time, digest, twice, body), NOW))
                    .isInstanceOf(Refused.class);
        }
        byte[] longer = java.util.Arrays.copyOf(body, body.length + 1);
        assertThat(scheme.verify(request(provider, time, text(provider, right), twice, longer), NOW))
                .isInstanceOf(Refused.class);
    }

    private static String time(Provider provider) {
        return Long.toString(provider == Provider.WHOOP ? NOW.toEpochMilli() : NOW.getEpochSecond());
    }

    private static boolean states(String header, byte[] digest) {
        return header.toLowerCase(Locale.ROOT).contains(HexFormat.of().formatHex(digest))
                || header.contains(Base64.getEncoder().withoutPadding().encodeToString(digest));
    }

    private static String text(Provider provider, byte[] digest) {
        return switch (provider) {
            case WHOOP -> Base64.getEncoder().encodeToString(digest);
            case TERRA -> "v1=" + HexFormat.of().formatHex(digest);
            default -> HexFormat.of().formatHex(digest);
        };
    }

    private static SignedRequest request(Provider provider, String time, String digest, boolean twice, byte[] body) {
        Map<String, List<String>> headers = new HashMap<>();
        switch (provider) {
            case OURA -> {
                headers.put("x-oura-timestamp", List.of(time));
                headers.put("x-oura-signature", List.of(digest));
            }
            case WHOOP -> {
                headers.put("x-whoop-signature-timestamp", List.of(time));
                headers.put("x-whoop-signature", List.of(digest));
            }
            default -> headers.put("terra-signature", List.of("t=" + time + "," + digest));
        }
        if (twice) {
            headers.replaceAll((name, values) -> {
                List<String> more = new ArrayList<>(values);
                more.add(digest);
                return more;
            });
        }
        Headers sent = name -> headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
        return new SignedRequest(sent, body);
    }

    /** What is signed and how, written down once more, apart from the code that is tested. */
    private static byte[] hmac(Provider provider, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((provider == Provider.TERRA ? time + "." : time).getBytes(StandardCharsets.ISO_8859_1));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
