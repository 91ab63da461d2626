package io.bhiv.model.trigger;

/** What kind of attention is asked for. */
public enum TriggerType {
    URGENT_INTERVENTION,
    STRESS_INTERVENTION
}
