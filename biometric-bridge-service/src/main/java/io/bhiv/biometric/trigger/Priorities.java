package io.bhiv.biometric.trigger;

import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.model.trigger.Priority;
import io.bhiv.model.trigger.Severity;
import java.util.Collection;

/** How soon a record must be looked at. */
public final class Priorities {

    private Priorities() {}

    public static Priority of(HealthTrigger trigger) {
        return trigger.severity() == Severity.CRITICAL ? Priority.CRITICAL : Priority.HIGH;
    }

    /** An event is as urgent as the most urgent trigger that it fired. */
    public static Priority ofEvent(Collection<HealthTrigger> firedByIt) {
        return firedByIt.stream().map(Priorities::of).min(Priority::compareTo).orElse(Priority.NORMAL);
    }
}
