package io.bhiv.trigger.rule;

import io.bhiv.trigger.baseline.Statistics;
import io.bhiv.trigger.night.Tag;
import io.bhiv.trigger.parameters.Metric;
import io.bhiv.trigger.parameters.Parameters;
import io.bhiv.trigger.parameters.Severity;
import io.bhiv.trigger.rule.Streaks.Condition;
import org.jspecify.annotations.Nullable;

/** Warmer skin than usual; in the luteal phase it has to be warmer still. */
record SkinTempRule(Parameters.SkinTemp limits) implements PersonalRule {

    @Override
    public @Nullable Firing evaluate(NightView tonight, RuleMemory memory) {
        Statistics skin = tonight.ready(Metric.SKIN_TEMP);
        if (skin == null) {
            return null;
        }
        double expected = tonight.tags().contains(Tag.LUTEAL) ? limits.luteal() : 0;
        boolean unusual = skin.unusual() >= limits.z();
        boolean met = unusual && skin.delta() >= limits.moderate() + expected;
        boolean twice = memory.streaks.secondNight(Condition.SKIN_TEMP, tonight.night(), met);
        if (skin.delta() >= limits.high() + expected && skin.unusual() >= limits.highZ()) {
            return fired(Severity.HIGH);
        }
        if (twice) {
            return fired(Severity.MODERATE);
        }
        return unusual && skin.delta() >= limits.info() + expected ? fired(Severity.INFO) : null;
    }

    private static Firing fired(Severity severity) {
        return Firing.of(Rule.SKIN_TEMP, severity, TriggerType.PHYSIOLOGICAL_STRAIN, Metric.SKIN_TEMP);
    }
}
