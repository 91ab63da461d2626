package io.bhiv.bucket.settle;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer says about one packet.
 *
 * @param leaseId the lease it holds; null for consumers of the published API, who act on whatever lease there is
 */
public record Settlement(String packetId, @Nullable UUID leaseId, Verdict verdict) {

    /** How it went. */
    public sealed interface Verdict {

        /**
         * It was acted on.
         *
         * @param actions JSON array of what was done, kept as it came
         */
        record Done(String actions) implements Verdict {}

        /**
         * It could not be acted on this time.
         *
         * @param reason for an operator, at most 500 characters
         */
        record Failed(String reason) implements Verdict {}

        /** It was never tried, because whoever is needed for it is away: it goes back and the attempt does not count. */
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
