package io.bhiv.trigger.explain;

import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Recommendation;
import io.bhiv.trigger.rule.Rule;
import io.bhiv.trigger.rule.TriggerType;
import java.time.LocalDate;
import java.util.List;

/**
 * A rule fired for a person. Wellness information, not medical advice.
 *
 * @param triggerId the same whenever the same episode reaches the same severity
 * @param openedOn the night on which the episode began
 * @param contributing rules that fired in the same night and are merged into this
 * @param evidence one entry per metric, the most unusual first
 * @param explainedBy what the person said about the night that lowered the severity to INFO
 * @param explanation plain words; every number in it stands in the evidence
 * @param parametersHash of the parameters in force
 */
public record Trigger(
        String triggerId,
        String user,
        LocalDate night,
        Rule rule,
        TriggerType type,
        Severity severity,
        Recommendation recommendation,
        Status status,
        LocalDate openedOn,
        List<Rule> contributing,
        List<Evidence> evidence,
        List<Tag> explainedBy,
        String explanation,
        String engineVersion,
        String parametersHash,
        String disclaimer) {

    public static final String DISCLAIMER = "wellness_information_not_medical_advice";

    public Trigger {
        contributing = List.copyOf(contributing);
        evidence = List.copyOf(evidence);
        explainedBy = List.copyOf(explainedBy);
    }

    /** What may stand in a log: no person, no value, no explanation. */
    @Override
    public String toString() {
        return "Trigger[" + triggerId + ' ' + rule + ' ' + severity + ' ' + status + ' ' + night + ']';
    }
}
