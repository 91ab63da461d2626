package io.bhiv.trigger.explain;

import io.bhiv.trigger.episode.Suppression;

/** What came of a night, one by one and in the order of evaluation. */
public sealed interface Outcome {

    Trigger trigger();

    /** The person is to be notified. At most one a night. */
    record Notified(Trigger trigger) implements Outcome {}

    /** Nobody is notified; for the audit. */
    record Suppressed(Trigger trigger, Suppression reason) implements Outcome {}

    /** For information: a baseline restarts, or an episode has ended. Outside of episodes and budget. */
    record Noted(Trigger trigger) implements Outcome {}
}
