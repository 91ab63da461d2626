package io.bhiv.trigger.night;

import java.time.Instant;
import java.time.LocalDate;

/** Something that reached us about one night of one person. */
public sealed interface Arrival permits Observation, NightTag {

    /** The local date on which the person woke up. */
    LocalDate night();

    /** When it reached us, by our clock. */
    Instant receivedAt();
}
