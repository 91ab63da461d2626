package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.SignatureHeaders.Stated;
import io.bhiv.biometric.verify.SignatureHeaders.TimestampUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * WHOOP: padded base64 of HMAC-SHA256 over {@code timestamp ‖ raw body}, no separator, timestamp in milliseconds; the secret is the OAuth
 * client secret.
 */
public final class WhoopSignature implements SignatureScheme {

    /** Five retries over about an hour, and one for clocks. */
    public static final Duration RETRY_SPAN = Duration.ofHours(2);

    private final SigningKeys keys;
    private final Freshness freshness;

    public WhoopSignature(List<String> secrets, Freshness freshness) {
        this.keys = new SigningKeys(secrets);
        this.freshness = freshness;
    }

    @Override
    public Verification verify(SignedRequest request, Instant now) {
        return SignatureHeaders.of(
                        Stated.in(request.headers(), "X-WHOOP-Signature-Timestamp"),
                        Stated.in(request.headers(), "X-WHOOP-Signature"),
                        SignatureHeaders.Decoding.BASE64,
                        TimestampUnit.MILLIS)
                .check(keys, freshness, request.body(), now);
    }
}
