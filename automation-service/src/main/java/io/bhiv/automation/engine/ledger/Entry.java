package io.bhiv.automation.engine.ledger;

import io.bhiv.automation.engine.evaluate.Occasion;
import io.bhiv.automation.engine.plan.RunKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One row of the ledger.
 *
 * @param kind why it was due
 * @param reason why it ended as it did; null where the state says it all
 * @param replica who claimed it last
 * @param epoch how often it was claimed; a close with an older epoch is refused
 * @param attempts attempts of actions made, all actions together
 */
public record Entry(
        RunKey key,
        Occasion.Kind kind,
        RunState state,
        @Nullable String reason,
        @Nullable String replica,
        int epoch,
        int attempts,
        Instant recordedAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {}
