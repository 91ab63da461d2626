package io.bhiv.trigger.rule;

import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Mode;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All rules over one night. */
public final class Rules {

    /** What fired and what the rules computed; the most severe first, then by name. */
    public record RuleResults(List<Firing> firings, Readings readings) {}

    private static final Comparator<Firing> MOST_SEVERE_FIRST = Comparator.comparing(Firing::severity)
            .reversed()
            .thenComparing(firing -> firing.rule().name());

    private final Parameters parameters;
    private final FixedRule fixed;
    private final PersonalRule[] personal;

    public Rules(Parameters parameters) {
        this.parameters = parameters;
        fixed = new FixedRule(parameters);
        int minimumRecent = parameters.baselines().minimumRecent();
        List<PersonalRule> rules = new ArrayList<>(List.of(
                new AcuteRule(parameters.acute()),
                new TrendRule(parameters.trend(), minimumRecent),
                new NightSignalRule(parameters.nightSignal()),
                new CusumRule(parameters.cusum()),
                new RespRateRule(parameters.respRate()),
                new SkinTempRule(parameters.skinTemp()),
                new OxygenRule(parameters.oxygen()),
                new MultiSignalRule(parameters)));
        if (parameters.options().hrvHigh()) {
            rules.add(new HighVariabilityRule(minimumRecent));
        }
        personal = rules.toArray(PersonalRule[]::new);
    }

    public RuleResults evaluate(NightView tonight, RuleMemory memory) {
        memory.beginNight();
        List<Firing> fired = with(List.of(), fixed.evaluate(tonight));
        if (tonight.mode().isPersonal()) {
            for (PersonalRule rule : personal) {
                fired = with(fired, rule.evaluate(tonight, memory));
            }
            fired = with(fired, normalForYou(tonight, memory, fired));
        }
        if (!fired.isEmpty()) {
            fired = explained(fired, tonight);
            fired.sort(MOST_SEVERE_FIRST);
        }
        return new RuleResults(fired, memory.readings());
    }

    private static List<Firing> with(List<Firing> fired, @Nullable Firing one) {
        if (one == null) {
            return fired;
        }
        List<Firing> all = fired.isEmpty() ? new ArrayList<>() : fired;
        all.add(one);
        return all;
    }

    /** Now and then, where the fixed limits would have fired and nothing personal did. */
    private @Nullable Firing normalForYou(NightView tonight, RuleMemory memory, List<Firing> fired) {
        Parameters.Options options = parameters.options();
        if (!options.normalForYou()
                || tonight.isQuiet()
                || tonight.mode() != Mode.HYBRID
                || tonight.ready(Metric.RMSSD) == null
                || !fixed.wouldFire(tonight.raw(Metric.RMSSD))
                || tonight.night() - memory.lastNote < options.normalForYouDays()
                || fired.stream().anyMatch(firing -> firing.metrics().contains(Metric.RMSSD))) {
            return null;
        }
        memory.lastNote = tonight.night();
        return Firing.of(Rule.LOW_FOR_POPULATION_NORMAL_FOR_YOU, Severity.INFO, TriggerType.INFORMATION, Metric.RMSSD);
    }

    /** What the person says about the night explains what is moderate or high; CRITICAL stays what it is. */
    private static List<Firing> explained(List<Firing> fired, NightView tonight) {
        List<Tag> reasons = tonight.tags().stream()
                .filter(tag -> tag.effect() == Tag.Effect.EXPLAINS)
                .toList();
        if (!reasons.isEmpty()) {
            fired.replaceAll(firing -> isExplained(firing, tonight.mode()) ? firing.explained(reasons) : firing);
        }
        return fired;
    }

    private static boolean isExplained(Firing firing, Mode mode) {
        if (firing.rule() == Rule.FIXED_RMSSD && FixedRule.isLegacy(mode)) {
            return false;
        }
        return firing.severity() == Severity.MODERATE || firing.severity() == Severity.HIGH;
    }
}
