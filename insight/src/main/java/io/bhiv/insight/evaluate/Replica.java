package io.bhiv.insight.evaluate;

import io.bhiv.model.insight.Vitals;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The last known state of one process of a service.
 *
 * @param heardAt when its first record arrived
 * @param seenAt when its last record arrived
 * @param vitals null until the first report that carries them
 * @param vitalsAt when those arrived
 * @param ended whether it reported that it stops
 */
public record Replica(
        String service,
        String replica,
        UUID boot,
        Instant startedAt,
        Instant heardAt,
        Instant seenAt,
        @Nullable Vitals vitals,
        @Nullable Instant vitalsAt,
        boolean ended) {

    /** Reports come once a second; this much without any is not OK. */
    public static final Duration SILENT_AFTER = Duration.ofSeconds(8);

    private static final Duration FIRST_VITALS = Duration.ofSeconds(15);
    private static final Duration NEXT_VITALS = Duration.ofSeconds(20);

    /** No report of it is to be expected any more: it stopped, or something is wrong. */
    public boolean isSilent(Instant now) {
        return ended || !seenAt.plus(SILENT_AFTER).isAfter(now);
    }

    public Duration silence(Instant now) {
        return seenAt.isAfter(now) ? Duration.ZERO : Duration.between(seenAt, now);
    }

    /** It reports, and its reports have not carried its state for too long. */
    public boolean isUnknown(Instant now) {
        Instant limit = vitalsAt == null ? heardAt.plus(FIRST_VITALS) : vitalsAt.plus(NEXT_VITALS);
        return !limit.isAfter(now);
    }

    public boolean isUnready() {
        return vitals != null && !vitals.ready();
    }
}
