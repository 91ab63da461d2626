package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.SignatureHeaders.Stated;
import io.bhiv.biometric.verify.SignatureHeaders.TimestampUnit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Oura: upper-case hex of HMAC-SHA256 over {@code timestamp ‖ raw body}, no separator; the secret is the OAuth client secret.
 *
 * <p>Oura's own sample hashes the parsed and re-serialised body. That equals the raw bytes only while they are compact, so the raw bytes
 * alone count here.
 */
public final class OuraSignature implements SignatureScheme {

    /** Ten retries over about an hour, and one for clocks. */
    public static final Duration RETRY_SPAN = Duration.ofHours(2);

    private final SigningKeys keys;
    private final Freshness freshness;

    public OuraSignature(List<String> secrets, Freshness freshness) {
        this.keys = new SigningKeys(secrets);
        this.freshness = freshness;
    }

    @Override
    public Verification verify(SignedRequest request, Instant now) {
        return SignatureHeaders.of(
                        Stated.in(request.headers(), "x-oura-timestamp"),
                        Stated.in(request.headers(), "x-oura-signature"),
                        SignatureHeaders.Decoding.HEX,
                        TimestampUnit.SECONDS_OR_MILLIS)
                .check(keys, freshness, request.body(), now);
    }
}
