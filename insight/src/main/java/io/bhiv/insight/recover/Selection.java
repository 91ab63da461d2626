package io.bhiv.insight.recover;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What to send again, and how fast.
 *
 * @param reason empty for any
 * @param provider empty for any
 * @param limit the oldest so many
 * @param rate at most so many a second
 */
public record Selection(Target target, String reason, String provider, int limit, int rate) {

    public static final int MOST = 1_000;
    public static final int FASTEST = 100;
    private static final int LONGEST = 100;

    /** Empty, or why it cannot be. */
    public Optional<String> refusal() {
        List<String> found = new ArrayList<>();
        if (limit < 1 || limit > MOST) {
            found.add(String.format(Locale.ROOT, "The number is 1 to %,d.", MOST));
        }
        if (rate < 1 || rate > FASTEST) {
            found.add("The rate is 1 to %d a second.".formatted(FASTEST));
        }
        if (!reason.matches("[A-Za-z0-9_. -]{0," + LONGEST + "}")
                || !provider.matches("[a-z0-9-]{0," + LONGEST + "}")) {
            found.add("A reason or a provider is a name.");
        }
        if (!reason.isEmpty() && !target.isByReason()) {
            found.add("%s cannot be filtered by reason.".formatted(target.title()));
        }
        if (!provider.isEmpty() && !target.isByProvider()) {
            found.add("%s cannot be filtered by provider.".formatted(target.title()));
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(String.join(" ", found));
    }

    /** For the audit row and the page. */
    public String words() {
        return String.format(
                Locale.ROOT,
                "the oldest %,d, at most %d/s%s%s",
                limit,
                rate,
                reason.isEmpty() ? "" : ", reason " + reason,
                provider.isEmpty() ? "" : ", provider " + provider);
    }
}
