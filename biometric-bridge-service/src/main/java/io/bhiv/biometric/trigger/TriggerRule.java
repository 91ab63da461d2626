package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import java.util.Optional;

/** One question put to every event. */
public sealed interface TriggerRule permits FixedHrvThreshold {

    Optional<HealthTrigger> evaluate(BiometricEvent event);
}
