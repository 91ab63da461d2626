package io.bhiv.biometric;

import io.bhiv.biometric.normalise.Normaliser;
import io.bhiv.biometric.normalise.NormaliserSettings;
import io.bhiv.biometric.trigger.FixedHrvThreshold;
import io.bhiv.biometric.trigger.HrvThresholds;
import io.bhiv.biometric.trigger.Triggers;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** Gives the pure steps their settings; they know neither configuration nor injection. */
final class PureSteps {

    private PureSteps() {}

    @Produces
    @Singleton
    static Normaliser normaliser(NormaliseConfig config) {
        return new Normaliser(new NormaliserSettings(config.tenant(), config.unknownUsers(), config.bridgeVersion()));
    }

    @Produces
    @Singleton
    static Triggers triggers(HrvTriggerConfig config) {
        return new Triggers(
                List.of(new FixedHrvThreshold(new HrvThresholds(config.criticalBelow(), config.highBelow()))));
    }
}
