package io.bhiv.biometric.trigger;

import io.bhiv.model.biometric.BiometricEvent;
import io.bhiv.model.trigger.HealthTrigger;
import io.bhiv.trigger.parameters.Mode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;

/** The rules over single events, and what of an event the rules are given that know the person. */
@Singleton
public final class Triggers {

    private final FixedHrvThreshold hrv;
    private final Mode mode;

    @Inject
    Triggers(TriggerConfig config) {
        this(
                new FixedHrvThreshold(
                        config.hrv().criticalBelow(),
                        config.hrv().highBelow(),
                        config.hrv().maxAgeDays()),
                config.mode());
    }

    public Triggers(FixedHrvThreshold hrv, Mode mode) {
        this.hrv = hrv;
        this.mode = mode;
    }

    /**
     * What the fixed rule returns for an event, in every mode: the priority of the event's record depends on it.
     *
     * @param now when the event is read
     */
    public List<HealthTrigger> firedBy(BiometricEvent event, Instant now) {
        return hrv.evaluate(event, now).stream().toList();
    }

    /** Whether what the fixed rule returns is published as it is. In the other modes a person's night says what is. */
    public boolean arePublished() {
        return mode == Mode.FIXED;
    }

    /** What the rules that know the person are given; nothing in mode {@code fixed}. */
    public List<NightArrival> arrivals(List<BiometricEvent> events) {
        return mode == Mode.FIXED
                ? List.of()
                : events.stream().flatMap(NightArrivals::of).toList();
    }
}
