package io.bhiv.biometric.trigger;

import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Priority;
import io.bhiv.model.trigger.Severity;
import java.util.Collection;

/** The priority of a record. */
public final class Urgency {

    private Urgency() {}

    public static Priority priority(HealthTrigger trigger) {
        return priority(trigger.severity());
    }

    public static Priority priority(Severity severity) {
        return switch (severity) {
            case CRITICAL -> Priority.CRITICAL;
            case HIGH -> Priority.HIGH;
            case MODERATE, INFO -> Priority.NORMAL;
        };
    }

    /** An event is as urgent as the most urgent trigger that it fired. */
    public static Priority priority(Collection<HealthTrigger> firedByIt) {
        return firedByIt.stream()
                .map(Urgency::priority)
                .min(Priority::compareTo)
                .orElse(Priority.NORMAL);
    }
}
