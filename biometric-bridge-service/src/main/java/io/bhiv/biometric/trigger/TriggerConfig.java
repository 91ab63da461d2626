package io.bhiv.biometric.trigger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Positive;

/** The fixed HRV rule: RMSSD in milliseconds, fires strictly below. */
@ConfigMapping(prefix = "bridge.biometric.trigger.hrv")
public interface TriggerConfig {

    /** Below this: CRITICAL {@code URGENT_INTERVENTION}. */
    @WithDefault("25")
    @Positive
    double criticalBelow();

    /** Below this: HIGH {@code STRESS_INTERVENTION}. */
    @WithDefault("40")
    @Positive
    double highBelow();
}
