package io.bhiv.biometric.verify;

import java.time.Instant;

/** Whether a delivery is authentic. */
public sealed interface Verification {

    /**
     * Signed by the provider.
     *
     * @param matchedSecret index of the secret that matched, in the order configured: shows when an old one can be retired
     * @param signedAt the provider's time of signing
     * @param late older than the freshness window, yet within the provider's retry span
     */
    record Genuine(int matchedSecret, Instant signedAt, boolean late) implements Verification {}

    /** Not authentic. The reason is for counters; the caller never sees it. */
    record Refused(Reason reason) implements Verification {}

    /** Why a delivery was refused. */
    enum Reason {
        /** A signature or timestamp header is not there. */
        MISSING,
        /** A header cannot be read as what it should be. */
        MALFORMED,
        /** Signed, but only with a scheme that we do not accept. */
        UNSUPPORTED_SCHEME,
        /** The same fact is stated twice, differently. */
        HEADERS_DISAGREE,
        /** No active secret gives this signature. */
        MISMATCH,
        /** Genuine, but too old. */
        STALE,
        /** Genuine, but from a clock too far ahead. */
        FUTURE
    }
}
