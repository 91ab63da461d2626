package io.bhiv.biometric.trigger;

import io.bhiv.trigger.parameters.Mode;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import java.time.Duration;

/** Which rules fire. */
@ConfigMapping(prefix = "bridge.biometric.trigger")
public interface TriggerConfig {

    /**
     * {@code fixed}: the limits of {@code hrv} alone, on each event. {@code personal}: rules that compare a night with the person's own.
     * {@code hybrid}: fixed limits until a person's RMSSD is known, personal rules as each metric is. {@code both}: side by side, for audits.
     */
    @WithDefault("fixed")
    Mode mode();

    /** The fixed HRV rule. */
    Hrv hrv();

    /** How people's nights are evaluated; not in mode {@code fixed}. */
    People people();

    /** RMSSD in milliseconds; fires strictly below. */
    interface Hrv {

        /** Below this: CRITICAL {@code URGENT_INTERVENTION}. */
        @WithDefault("25")
        @Positive
        double criticalBelow();

        /** Below this: HIGH {@code STRESS_INTERVENTION}. */
        @WithDefault("40")
        @Positive
        double highBelow();

        /**
         * A value that arrives more days than this after its date fires nothing: nothing can be done about it today. Nor does one that
         * waited here until then, parked or in an outage, or is replayed. Three is also the age in the modes that know the person.
         */
        @WithDefault("3")
        @Min(0)
        @Max(3_650)
        int maxAgeDays();
    }

    /** The loop that evaluates nights. */
    interface People {

        /** Pause between its turns. With {@code at-once} it bounds what evaluation may take from intake. */
        @WithDefault("1s")
        Duration interval();

        /** People of one turn, evaluated in one transaction. */
        @WithDefault("50")
        @Min(1)
        @Max(1_000)
        int atOnce();

        /** Pause before a person on whom our code failed is tried again. */
        @WithDefault("5m")
        Duration retryPause();
    }
}
