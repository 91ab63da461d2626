package io.bhiv.trigger;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.episode.Verdict;
import io.bhiv.trigger.explain.Outcome;
import io.bhiv.trigger.explain.Triggers;
import io.bhiv.trigger.night.OpenNight;
import io.bhiv.trigger.night.Stream;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.rule.Rules;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Evaluates one night that is over: sources, baselines, rules, episodes, explanations. */
final class NightEvaluation {

    private final Mode mode;
    private final Parameters parameters;
    private final Rules rules;
    private final Triggers triggers;

    NightEvaluation(Mode mode, Parameters parameters, String engineVersion) {
        this.mode = mode;
        this.parameters = parameters;
        rules = new Rules(parameters);
        triggers = new Triggers(parameters, engineVersion);
    }

    NightResult evaluate(String user, Person person, OpenNight open, int today) {
        int night = open.night();
        for (Tag tag : open.tags()) {
            if (tag.effect() == Tag.Effect.NEW_BASELINES) {
                person.rebaseline(tag, night);
            }
        }
        Map<Metric, Statistics> statistics = new EnumMap<>(Metric.class);
        List<Metric> reset = compare(person, open, statistics);
        boolean quiet =
                open.isBackfilled() || today - night > parameters.arrivals().maximumAge();
        ClosedNight tonight = new ClosedNight(mode, open, person, statistics, quiet);
        Rules.RuleResults heard = rules.evaluate(tonight, person.rules);
        List<Outcome> outcomes = quiet ? List.of() : outcomes(user, person, tonight, heard, reset);
        person.closed(night);
        return new NightResult(LocalDate.ofEpochDay(night), quiet, outcomes, statistics, heard.readings());
    }

    /** Adds the values to their baselines and compares them; returns the metrics whose source is another now. */
    private List<Metric> compare(Person person, OpenNight open, Map<Metric, Statistics> statistics) {
        List<Metric> reset = List.of();
        for (int i = 0; i < Metric.COUNT; i++) {
            Metric metric = Metric.at(i);
            Stream stream = open.stream(metric);
            double value = open.value(metric);
            if (stream == null || (!stream.deviation() && !parameters.of(metric).isPlausible(value))) {
                continue;
            }
            if (person.follow(metric, stream)) {
                reset = reset.isEmpty() ? new ArrayList<>() : reset;
                reset.add(metric);
            }
            Statistics found =
                    person.history(metric).add(open.night(), value, open.origin(metric), open.receivedMillis(metric));
            statistics.put(metric, found);
            if (found.isReady()) {
                person.baselineIsReady(metric);
            }
        }
        return reset;
    }

    private List<Outcome> outcomes(
            String user, Person person, ClosedNight tonight, Rules.RuleResults heard, List<Metric> reset) {
        List<Verdict> verdicts = person.episodes.judge(tonight.night(), mode, heard.firings());
        if (verdicts.isEmpty() && reset.isEmpty()) {
            return List.of();
        }
        List<Outcome> outcomes = new ArrayList<>();
        if (!reset.isEmpty()) {
            outcomes.add(triggers.reset(user, tonight, reset));
        }
        for (Verdict verdict : verdicts) {
            outcomes.add(triggers.of(user, tonight, verdict));
        }
        return List.copyOf(outcomes);
    }
}
