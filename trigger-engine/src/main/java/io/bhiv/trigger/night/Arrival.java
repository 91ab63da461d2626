package io.bhiv.trigger.night;

import java.time.Instant;

/** Something that reached us about one person. */
public sealed interface Arrival permits OfNight, Withdrawal {

    /** When it reached us, by our clock. */
    Instant receivedAt();
}
