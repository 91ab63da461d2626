package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import java.util.List;
import java.util.Optional;

/** All rules, put to one event. */
public final class Triggers {

    private final List<TriggerRule> rules;

    public Triggers(List<TriggerRule> rules) {
        this.rules = List.copyOf(rules);
    }

    /** What fired, in the order of the rules. */
    public List<HealthTrigger> firedBy(BiometricEvent event) {
        return rules.stream()
                .map(rule -> rule.evaluate(event))
                .flatMap(Optional::stream)
                .toList();
    }
}
