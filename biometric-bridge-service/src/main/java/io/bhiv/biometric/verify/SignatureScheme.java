package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.Freshness.LatePolicy;
import io.bhiv.model.biometric.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A provider's way of signing, with its active secrets. Safe for any thread; never blocks. */
public sealed interface SignatureScheme permits OuraSignature, WhoopSignature, TerraSignature {

    /** Checks the signature first, then its age: only what is genuine is ever called late. */
    Verification verify(SignedRequest request, Instant now);

    /**
     * The scheme of a provider with its own retry span.
     *
     * @param secrets all active ones, the current first; none blank
     * @throws IllegalArgumentException without a secret, or for a provider that we take no webhooks from
     */
    static SignatureScheme of(Provider provider, List<String> secrets, Duration tolerance, LatePolicy latePolicy) {
        if (provider == Provider.OURA) {
            return new OuraSignature(secrets, new Freshness(tolerance, latePolicy, OuraSignature.RETRY_SPAN));
        }
        if (provider == Provider.WHOOP) {
            return new WhoopSignature(secrets, new Freshness(tolerance, latePolicy, WhoopSignature.RETRY_SPAN));
        }
        if (provider == Provider.TERRA) {
            return new TerraSignature(secrets, new Freshness(tolerance, latePolicy, TerraSignature.RETRY_SPAN));
        }
        throw new IllegalArgumentException("no webhook scheme for " + provider.wireName());
    }
}
