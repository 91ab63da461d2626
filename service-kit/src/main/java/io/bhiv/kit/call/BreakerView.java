package io.bhiv.kit.call;

import java.time.Duration;

/** The state of a breaker for code that decides whether to start a call at all. */
public interface BreakerView {

    /** Whether every call is made. */
    boolean isClosed();

    /** Time until a call may be made; zero where one would be made now, be it as the trial. */
    Duration retryAfter();
}
