package io.bhiv.biometric.verify;

import io.bhiv.biometric.verify.Verification.Genuine;
import io.bhiv.biometric.verify.Verification.Reason;
import io.bhiv.biometric.verify.Verification.Refused;
import java.time.Duration;
import java.time.Instant;

/**
 * How old or how far ahead a genuine delivery may be.
 *
 * @param tolerance both ways; the bound itself still passes
 * @param latePolicy what to do beyond it
 * @param retrySpan the longest age at which {@link LatePolicy#ACCEPT} still takes a delivery
 */
public record Freshness(Duration tolerance, LatePolicy latePolicy, Duration retrySpan) {

    /** The tolerance that Terra's own kits use; Oura and WHOOP publish none. */
    public static final Duration DEFAULT_TOLERANCE = Duration.ofMinutes(5);

    public Freshness {
        if (tolerance.isNegative() || retrySpan.compareTo(tolerance) < 0) {
            throw new IllegalArgumentException("tolerance must not be negative nor exceed the retry span");
        }
    }

    Verification judge(int matchedSecret, Instant signedAt, Instant now) {
        Duration age = Duration.between(signedAt, now);
        if (age.negated().compareTo(tolerance) > 0) {
            return new Refused(Reason.FUTURE);
        }
        if (age.compareTo(tolerance) <= 0) {
            return new Genuine(matchedSecret, signedAt, false);
        }
        boolean taken = latePolicy == LatePolicy.ACCEPT && age.compareTo(retrySpan) <= 0;
        return taken ? new Genuine(matchedSecret, signedAt, true) : new Refused(Reason.STALE);
    }

    /** What happens to a delivery that is genuine but older than the freshness window. */
    public enum LatePolicy {
        /** Taken and flagged while within the provider's retry span. */
        ACCEPT,
        /** Refused as stale. */
        REJECT
    }
}
