package io.bhiv.trigger.rule;

import org.jspecify.annotations.Nullable;

/** A rule that knows the person. It is evaluated every night, because its memory must move on. */
sealed interface PersonalRule
        permits AcuteRule,
                TrendRule,
                NightSignalRule,
                CusumRule,
                RespRateRule,
                SkinTempRule,
                OxygenRule,
                MultiSignalRule,
                HighVariabilityRule {

    @Nullable
    Firing evaluate(NightView tonight, RuleMemory memory);
}
