package io.bhiv.bucket.settle;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's report on one packet.
 *
 * @param leaseId the lease it holds; null for consumers of the published API, which act on the current lease
 */
public record Settlement(String packetId, @Nullable UUID leaseId, Verdict verdict) {

    /** The result of the work. */
    public sealed interface Verdict {

        /**
         * It was processed.
         *
         * @param actions JSON array of what was done, kept as it arrived
         */
        record Done(String actions) implements Verdict {}

        /**
         * It could not be processed this time.
         *
         * @param reason for an operator, at most 500 characters
         */
        record Failed(String reason) implements Verdict {}

        /** It was not tried, because something it needs is unavailable: it goes back and the attempt does not count. */
        record Untried() implements Verdict {}
    }

    public boolean isDone() {
        return verdict instanceof Verdict.Done;
    }

    public long weight() {
        return 64L
                + switch (verdict) {
                    case Verdict.Done(String actions) -> actions.length();
                    case Verdict.Failed(String reason) -> reason.length();
                    case Verdict.Untried untried -> 0;
                };
    }
}
