package io.bhiv.biometric.status;

import io.bhiv.biometric.verify.Verification;
import io.bhiv.kit.count.Reason;

/** Why a delivery is not accepted. */
public enum Refusal implements Reason {
    MISSING,
    MALFORMED,
    UNSUPPORTED_SCHEME,
    HEADERS_DISAGREE,
    MISMATCH,
    STALE,
    FUTURE,
    TOO_SLOW,
    TOO_LARGE,
    UNSUPPORTED,
    OVERLOADED,
    STORE_UNAVAILABLE,
    FAILED,
    /** The caller closed the connection before the delivery was stored. */
    CUT;

    public static Refusal of(Verification.Reason reason) {
        return switch (reason) {
            case MISSING -> MISSING;
            case MALFORMED -> MALFORMED;
            case UNSUPPORTED_SCHEME -> UNSUPPORTED_SCHEME;
            case HEADERS_DISAGREE -> HEADERS_DISAGREE;
            case MISMATCH -> MISMATCH;
            case STALE -> STALE;
            case FUTURE -> FUTURE;
        };
    }
}
