package io.bhiv.trigger;

import io.bhiv.trigger.night.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What came of arrivals.
 *
 * @param state to be stored in place of the one before, in the transaction that stores the outcomes
 * @param nights those that were evaluated, in ascending order
 * @param rejected what no personal rule will be given
 * @param nextDue when the engine has to be called again although nothing arrives, because a night closes
 */
public record Evaluation(
        PersonState state, List<NightResult> nights, List<Rejection> rejected, Optional<Instant> nextDue) {}
