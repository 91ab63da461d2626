package io.bhiv.trigger.episode;

import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Firing;
import io.bhiv.trigger.rule.Rule;
import java.util.List;

/** What becomes of a firing, or of an episode without one. {@code openedOn} is the night on which the episode began. */
public sealed interface Verdict {

    /**
     * The person is notified.
     *
     * @param escalated whether the episode has been notified before, at a lower severity
     * @param contributing the rules that fired as well and were merged into this
     */
    record Notify(Firing firing, int openedOn, boolean escalated, List<Rule> contributing) implements Verdict {}

    record Suppress(Firing firing, int openedOn, Suppression reason) implements Verdict {}

    /** The rule has been silent for longer than an episode lasts. */
    record Resolve(Rule rule, int openedOn, Severity notified) implements Verdict {}
}
