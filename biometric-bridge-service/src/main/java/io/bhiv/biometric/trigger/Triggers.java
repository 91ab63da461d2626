package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Priority;
import io.bhiv.model.trigger.Severity;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/** All rules, evaluated for one event. */
@Singleton
public final class Triggers {

    private final FixedHrvThreshold hrv;

    @Inject
    Triggers(TriggerConfig config) {
        this(new FixedHrvThreshold(config.criticalBelow(), config.highBelow()));
    }

    public Triggers(FixedHrvThreshold hrv) {
        this.hrv = hrv;
    }

    /** What fired. */
    public List<HealthTrigger> firedBy(BiometricEvent event) {
        return hrv.evaluate(event).stream().toList();
    }

    public static Priority priority(HealthTrigger trigger) {
        return trigger.severity() == Severity.CRITICAL ? Priority.CRITICAL : Priority.HIGH;
    }

    /** An event is as urgent as the most urgent trigger that it fired. */
    public static Priority priority(Collection<HealthTrigger> firedByIt) {
        return firedByIt.stream()
                .map(Triggers::priority)
                .min(Priority::compareTo)
                .orElse(Priority.NORMAL);
    }
}
