package io.bhiv.trigger.night;

import java.time.LocalDate;

/** An arrival about one night. */
public sealed interface OfNight extends Arrival permits Observation, NightTag {

    /** The local date on which the person woke up. */
    LocalDate night();
}
