package io.bhiv.trigger.explain;

import io.bhiv.trigger.episode.Verdict;
import io.bhiv.trigger.night.Stream;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Firing;
import io.bhiv.trigger.rule.NightView;
import io.bhiv.trigger.rule.Recommendation;
import io.bhiv.trigger.rule.Rule;
import io.bhiv.trigger.rule.TriggerType;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes triggers of verdicts. */
public final class Triggers {

    private final Parameters parameters;
    private final String engineVersion;
    private final String parametersHash;

    public Triggers(Parameters parameters, String engineVersion) {
        this.parameters = parameters;
        this.engineVersion = engineVersion;
        parametersHash = parameters.hash();
    }

    /** What a verdict over a firing of this night, or over an episode that ended, looks like from outside. */
    public Outcome of(String user, NightView tonight, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Notify one ->
                new Outcome.Notified(fired(
                        user,
                        tonight,
                        one.firing(),
                        one.openedOn(),
                        one.escalated() ? Status.ESCALATED : Status.OPEN,
                        one.contributing()));
            case Verdict.Suppress one ->
                new Outcome.Suppressed(
                        fired(user, tonight, one.firing(), one.openedOn(), Status.SUPPRESSED, List.of()), one.reason());
            case Verdict.Resolve one -> new Outcome.Noted(resolved(user, tonight, one));
        };
    }

    /** The baselines of these metrics restart this night. */
    public Outcome reset(String user, NightView tonight, List<Metric> metrics) {
        List<Evidence> evidence = new ArrayList<>();
        for (Metric metric : metrics) {
            evidence.add(evidence(tonight, metric, Double.NaN));
        }
        return new Outcome.Noted(trigger(
                user,
                tonight,
                Rule.BASELINE_RESET,
                TriggerType.INFORMATION,
                Status.OPEN,
                tonight.night(),
                evidence,
                Explanation.ofReset(evidence)));
    }

    private Trigger resolved(String user, NightView tonight, Verdict.Resolve end) {
        return trigger(
                user,
                tonight,
                end.rule(),
                TriggerType.INFORMATION,
                Status.RESOLVED,
                end.openedOn(),
                List.of(),
                Explanation.ofEnd());
    }

    private Trigger trigger(
            String user,
            NightView tonight,
            Rule rule,
            TriggerType type,
            Status status,
            int openedOn,
            List<Evidence> evidence,
            String explanation) {
        LocalDate opened = LocalDate.ofEpochDay(openedOn);
        String level = status == Status.RESOLVED ? status.name() : Severity.INFO.name();
        return new Trigger(
                TriggerId.of(user, rule, opened, level, engineVersion),
                user,
                LocalDate.ofEpochDay(tonight.night()),
                rule,
                type,
                Severity.INFO,
                Recommendation.of(rule, Severity.INFO),
                status,
                opened,
                List.of(),
                evidence,
                List.of(),
                explanation,
                engineVersion,
                parametersHash,
                Trigger.DISCLAIMER);
    }

    private Trigger fired(
            String user, NightView tonight, Firing firing, int openedOn, Status status, List<Rule> contributing) {
        LocalDate opened = LocalDate.ofEpochDay(openedOn);
        List<Evidence> evidence = evidence(tonight, firing);
        return new Trigger(
                TriggerId.of(user, firing.rule(), opened, firing.severity().name(), engineVersion),
                user,
                LocalDate.ofEpochDay(tonight.night()),
                firing.rule(),
                firing.type(),
                firing.severity(),
                Recommendation.of(firing.rule(), firing.severity()),
                status,
                opened,
                contributing,
                evidence,
                firing.explainedBy(),
                Explanation.of(firing, evidence),
                engineVersion,
                parametersHash,
                Trigger.DISCLAIMER);
    }

    private List<Evidence> evidence(NightView tonight, Firing firing) {
        if (firing.spot()) {
            return List.of(Evidence.of(
                    Metric.RMSSD,
                    tonight.spot(),
                    firing.limit(),
                    null,
                    tonight.spotStream(),
                    parameters.of(Metric.RMSSD)));
        }
        List<Evidence> evidence = new ArrayList<>(firing.metrics().size());
        for (Metric metric : firing.metrics()) {
            evidence.add(evidence(tonight, metric, firing.limit()));
        }
        return evidence;
    }

    private Evidence evidence(NightView tonight, Metric metric, double limit) {
        @Nullable Stream stream = tonight.stream(metric);
        return Evidence.of(
                metric, tonight.raw(metric), limit, tonight.statistics(metric), stream, parameters.of(metric));
    }
}
