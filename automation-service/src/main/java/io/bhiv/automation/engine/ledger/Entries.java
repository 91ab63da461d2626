package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The transitions of a row in the file ledger; PostgreSQL makes the same ones in SQL. */
final class Entries {

    private Entries() {}

    static Entry recorded(Occurrence occurrence, RunKey key, Instant now) {
        String why = occurrence.fate() instanceof Occurrence.Fate.Missed(String reason) ? reason : null;
        return new Entry(
                key,
                occurrence.occasion().kind(),
                occurrence.isDue() ? RunState.DUE : RunState.MISSED,
                why,
                null,
                0,
                0,
                now,
                null,
                occurrence.isDue() ? null : now);
    }

    static Entry started(Entry entry, String replica, Instant now) {
        return new Entry(
                entry.key(),
                entry.kind(),
                RunState.RUNNING,
                null,
                replica,
                entry.epoch() + 1,
                entry.attempts(),
                entry.recordedAt(),
                now,
                null);
    }

    static Entry ended(Entry entry, RunState state, @Nullable String reason, int attempts, Instant now) {
        return new Entry(
                entry.key(),
                entry.kind(),
                state,
                reason,
                entry.replica(),
                entry.epoch(),
                attempts,
                entry.recordedAt(),
                entry.startedAt(),
                now);
    }

    static Entry in(Entry entry, RunState state) {
        return new Entry(
                entry.key(),
                entry.kind(),
                state,
                null,
                entry.replica(),
                entry.epoch(),
                entry.attempts(),
                entry.recordedAt(),
                entry.startedAt(),
                null);
    }
}
