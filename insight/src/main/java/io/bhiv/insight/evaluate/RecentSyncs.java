package io.bhiv.insight.evaluate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The updates of modules that came last, successes and failures alike, as the core bridge has them in its tables.
 *
 * @param newest the newest first, bounded
 * @param at when that was so; null where there was no answer yet
 * @param answered false where the last question got no answer
 */
public record RecentSyncs(List<Sync> newest, @Nullable Instant at, boolean answered) {

    public static final RecentSyncs NONE = new RecentSyncs(List.of(), null, true);

    public RecentSyncs {
        newest = List.copyOf(newest);
    }

    /** After another question; without an answer what is known stays, and shows its age. */
    public RecentSyncs now(Optional<List<Sync>> answer, Instant now) {
        return answer.map(syncs -> new RecentSyncs(syncs, now, true))
                .orElseGet(() -> new RecentSyncs(newest, at, false));
    }
}
