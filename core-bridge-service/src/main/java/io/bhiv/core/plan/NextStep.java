package io.bhiv.core.plan;

import java.time.Duration;

/** What follows an attempt. */
public sealed interface NextStep {

    record Done(String proof) implements NextStep {}

    /** Try again after this pause. */
    record RetryIn(Duration pause, String reason) implements NextStep {}

    /** Nothing was attempted; try after this pause. */
    record Postpone(Duration pause, String reason) implements NextStep {}

    /** It becomes a dead letter. */
    record GiveUp(String reason) implements NextStep {}
}
