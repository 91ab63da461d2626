package io.bhiv.insight.evaluate;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to show first.
 *
 * @param since when the system entered this state
 * @param causes worst and oldest first; empty where it is OK
 */
public record Verdict(Health health, Instant since, List<Cause> causes) {

    private static final Comparator<Cause> ORDER =
            Comparator.comparing(Cause::health).reversed().thenComparing(Cause::since);

    /** Judges the picture. A cause that was there before keeps its beginning, and so does a state that lasts. */
    public static Verdict of(Picture picture, Optional<Verdict> before) {
        Set<String> known = before.stream()
                .flatMap(last -> last.causes().stream())
                .map(Cause::key)
                .collect(Collectors.toSet());
        List<Cause> causes = Causes.of(picture, known).stream()
                .map(cause -> begun(cause, before))
                .sorted(ORDER)
                .toList();
        Health health = causes.isEmpty() ? Health.OK : causes.getFirst().health();
        Instant since = before.filter(last -> last.health() == health)
                .map(Verdict::since)
                .orElseGet(() -> begin(causes, health, picture.at()));
        return new Verdict(health, since, causes);
    }

    private static Cause begun(Cause cause, Optional<Verdict> before) {
        return before.stream()
                .flatMap(last -> last.causes().stream())
                .filter(known ->
                        known.key().equals(cause.key()) && known.since().isBefore(cause.since()))
                .findFirst()
                .map(known -> new Cause(cause.key(), cause.health(), cause.sentence(), known.since(), cause.runbook()))
                .orElse(cause);
    }

    /** The same for one who looks when the picture is no longer taken: first of all, it is old. */
    public Verdict ofOldPicture(Instant taken, Instant now) {
        Cause old = new Cause(
                "old picture",
                Health.DEGRADED,
                String.format(
                        Locale.ROOT,
                        "This page has stopped: what it shows was true %,d s ago.",
                        Duration.between(taken, now).toSeconds()),
                taken,
                "BridgeLoopSilent");
        List<Cause> all = new ArrayList<>(causes);
        all.addFirst(old);
        return health == Health.OK
                ? new Verdict(Health.DEGRADED, taken, List.copyOf(all))
                : new Verdict(health, since, List.copyOf(all));
    }

    private static Instant begin(List<Cause> causes, Health health, Instant now) {
        return causes.stream()
                .filter(cause -> cause.health() == health)
                .map(Cause::since)
                .min(Comparator.naturalOrder())
                .orElse(now);
    }

    /** One sentence: the worst cause, or that all is well. */
    public String sentence() {
        return causes.isEmpty()
                ? "Every expected service reports, every loop runs, and everything received is accounted for."
                : causes.getFirst().sentence();
    }
}
