package io.bhiv.automation.engine.ledger;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.bhiv.automation.engine.evaluate.Occurrence;
import io.bhiv.automation.engine.evaluate.Occurrence.Occasion;
import io.bhiv.automation.engine.evaluate.Occurrence.Timeliness;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the ledger.
 *
 * @param kind why it was due
 * @param reason why it ended as it did; null where the state is enough
 * @param replica who claimed it last
 * @param epoch how often it was claimed; a close with an older epoch is refused
 * @param attempts attempts of actions made, all actions together
 */
public record Entry(
        @JsonUnwrapped RunKey key,
        Occasion.Kind kind,
        RunState state,
        @Nullable String reason,
        @Nullable String replica,
        int epoch,
        int attempts,
        Instant recordedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {

    static Entry recorded(Occurrence occurrence, RunKey key, Instant now) {
        Occasion.Kind kind = occurrence.occasion().kind();
        return switch (occurrence.timeliness()) {
            case Timeliness.Due due -> new Entry(key, kind, RunState.DUE, null, null, 0, 0, now, null, null);
            case Timeliness.Missed(String why) ->
                new Entry(key, kind, RunState.MISSED, why, null, 0, 0, now, null, now);
        };
    }

    Entry started(String replica, Instant now) {
        return new Entry(key, kind, RunState.RUNNING, null, replica, epoch + 1, attempts, recordedAt, now, null);
    }

    Entry ended(RunState end, @Nullable String why, int attempts, Instant now) {
        return new Entry(key, kind, end, why, replica, epoch, attempts, recordedAt, startedAt, now);
    }

    /** Open in another state: due again, or waiting. */
    Entry in(RunState open) {
        return new Entry(key, kind, open, null, replica, epoch, attempts, recordedAt, startedAt, null);
    }
}
