package io.bhiv.core.send;

import io.bhiv.core.plan.AttemptOutcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a status code of BHIV Core means for the delivery. */
final class StatusMeaning {

    private StatusMeaning() {}

    /** 2xx arrived; 408, 425, 429 and 5xx may work later; everything else, including redirects, is final. */
    static AttemptOutcome of(int status, @Nullable Duration retryAfter) {
        if (status >= 200 && status < 300) {
            return new AttemptOutcome.Delivered("HTTP " + status);
        }
        boolean later = status >= 500 || status == 408 || status == 425 || status == 429;
        return later
                ? new AttemptOutcome.Unavailable("BHIV Core answered " + status, retryAfter)
                : new AttemptOutcome.Refused("BHIV Core answered " + status);
    }
}
