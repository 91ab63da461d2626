package io.bhiv.kit.call;

import java.time.Duration;

/** The breaker in front of a destination is open; the call was not made. No stack trace: it is an outcome. */
public final class CallNotPermitted extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public CallNotPermitted(String destination, Duration retryAfter) {
        super(destination + " is not called for another " + retryAfter.toSeconds() + " s", null, false, false);
        this.retryAfter = retryAfter;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
