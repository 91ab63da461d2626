package io.bhiv.trigger.rule;

import io.bhiv.trigger.parameters.Severity;

/** What the agent may offer. */
public enum Recommendation {
    OBSERVE_TREND("observe_trend"),
    PRIORITISE_RECOVERY("prioritise_recovery"),
    REDUCE_LOAD_AND_RECOVER("reduce_load_and_recover"),
    /** Five minutes at about six breaths a minute. */
    BREATHING_EXERCISE("breathing_exercise"),
    IMMEDIATE_STRESS_PROTOCOL("immediate_stress_protocol"),
    CHECK_IN("check_in_how_do_you_feel"),
    REST_AND_CHECK_SYMPTOMS("rest_and_check_symptoms"),
    VERIFY_WITH_FINGERTIP_OXIMETER("verify_with_fingertip_oximeter"),
    REST_AND_SEEK_ADVICE("rest_and_seek_advice_if_unwell");

    private final String wireName;

    Recommendation(String wireName) {
        this.wireName = wireName;
    }

    /** The name used in JSON, in files and in keys. */
    public String wireName() {
        return wireName;
    }

    /** What goes with a rule at a severity. */
    public static Recommendation of(Rule rule, Severity severity) {
        return switch (severity) {
            case INFO -> OBSERVE_TREND;
            case MODERATE -> moderate(rule);
            case HIGH -> high(rule);
            case CRITICAL -> rule == Rule.FIXED_RMSSD ? IMMEDIATE_STRESS_PROTOCOL : REST_AND_SEEK_ADVICE;
        };
    }

    private static Recommendation moderate(Rule rule) {
        return switch (rule) {
            case HRV_TREND -> PRIORITISE_RECOVERY;
            case HRV_ACUTE, FIXED_RMSSD -> BREATHING_EXERCISE;
            case SPO2 -> VERIFY_WITH_FINGERTIP_OXIMETER;
            case RHR_NIGHTSIGNAL, RHR_CUSUM, RESP_RATE, SKIN_TEMP, MULTI_SIGNAL -> CHECK_IN;
            case HRV_HIGH, LOW_FOR_POPULATION_NORMAL_FOR_YOU, BASELINE_RESET -> OBSERVE_TREND;
        };
    }

    private static Recommendation high(Rule rule) {
        return switch (rule) {
            case HRV_TREND, HRV_ACUTE -> REDUCE_LOAD_AND_RECOVER;
            case FIXED_RMSSD -> BREATHING_EXERCISE;
            case SPO2 -> VERIFY_WITH_FINGERTIP_OXIMETER;
            case RHR_NIGHTSIGNAL, RHR_CUSUM, RESP_RATE, SKIN_TEMP, MULTI_SIGNAL -> REST_AND_CHECK_SYMPTOMS;
            case HRV_HIGH, LOW_FOR_POPULATION_NORMAL_FOR_YOU, BASELINE_RESET -> OBSERVE_TREND;
        };
    }
}
