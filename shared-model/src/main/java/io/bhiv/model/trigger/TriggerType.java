package io.bhiv.model.trigger;

/** What kind of attention is asked for. */
public enum TriggerType {
    URGENT_INTERVENTION,
    STRESS_INTERVENTION,
    RECOVERY_TREND,
    RECOVERY_CHECK,
    PHYSIOLOGICAL_STRAIN,
    OXYGEN_CHECK,
    INFORMATION
}
