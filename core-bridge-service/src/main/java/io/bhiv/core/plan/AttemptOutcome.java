package io.bhiv.core.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How one attempt to deliver ended. Texts are safe to show and hold nothing of what was sent or answered. */
public sealed interface AttemptOutcome {

    /** It arrived; {@code proof} is a status code or a path. */
    record Delivered(String proof) implements AttemptOutcome {}

    /** The destination will never take it as it is. */
    record Refused(String reason) implements AttemptOutcome {}

    /** No call was made: too many are under way already, or the breaker is open. No attempt is used up. */
    record NotMade(String reason) implements AttemptOutcome {}

    /** It may work later; {@code retryAfter} where the destination sent one. */
    record Unavailable(String reason, @Nullable Duration retryAfter) implements AttemptOutcome {

        public Unavailable(String reason) {
            this(reason, null);
        }
    }
}
