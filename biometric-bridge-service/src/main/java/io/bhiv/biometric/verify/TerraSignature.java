package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.SignatureHeaders.Stated;
import io.bhiv.biometric.verify.SignatureHeaders.TimestampUnit;
import io.bhiv.biometric.verify.Verification.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Terra: {@code t=<unix seconds>,v1=<hex>[,…]}, HMAC-SHA256 over {@code t ‖ "." ‖ raw body} with the destination's signing secret.
 *
 * <p>The header has an old and a new name; where both come they must agree. Any matching {@code v1} passes, so that Terra can rotate;
 * every other scheme is ignored, so that a caller cannot choose a weaker one.
 */
public final class TerraSignature implements SignatureScheme {

    /** About eight retries within a little over a day. */
    public static final Duration RETRY_SPAN = Duration.ofHours(26);

    /** A header with more digests than this is no rotation. */
    private static final int MAX_DIGESTS = 8;

    private final SigningKeys keys;
    private final Freshness freshness;

    public TerraSignature(List<String> secrets, Freshness freshness) {
        this.keys = new SigningKeys(secrets);
        this.freshness = freshness;
    }

    @Override
    public Verification verify(SignedRequest request, Instant now) {
        Stated header = Stated.in(request.headers(), "terra-signature", "X-Terra-Signature");
        SignatureHeaders claim =
                header.reason() != null ? new SignatureHeaders.Malformed(header.reason()) : read(header.value());
        return claim.check(keys, freshness, request.body(), now);
    }

    private static SignatureHeaders read(String header) {
        String time = null;
        List<byte[]> digests = new ArrayList<>();
        boolean unreadableDigest = false;
        for (String part : header.split(",", -1)) {
            int equals = part.indexOf('=');
            String name = equals < 0 ? "" : part.substring(0, equals).strip();
            String value = part.substring(equals + 1).strip();
            if (name.equals("t")) {
                if (time != null) {
                    return new SignatureHeaders.Malformed(Reason.MALFORMED);
                }
                time = value;
            } else if (name.equals("v1")) {
                byte @Nullable [] digest = SignatureHeaders.Decoding.HEX.decode(value);
                unreadableDigest |= digest == null || !digests.addAll(List.of(digest));
            }
        }
        return claim(time, digests, unreadableDigest);
    }

    private static SignatureHeaders claim(@Nullable String time, List<byte[]> digests, boolean unreadableDigest) {
        Instant signedAt = time == null ? null : TimestampUnit.SECONDS_OR_MILLIS.read(time);
        if (time == null || signedAt == null || digests.size() > MAX_DIGESTS) {
            return new SignatureHeaders.Malformed(Reason.MALFORMED);
        }
        if (digests.isEmpty()) {
            return new SignatureHeaders.Malformed(unreadableDigest ? Reason.MALFORMED : Reason.UNSUPPORTED_SCHEME);
        }
        return new SignatureHeaders.Parsed(signedAt, (time + '.').getBytes(StandardCharsets.ISO_8859_1), digests);
    }
}
