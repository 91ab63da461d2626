package io.bhiv.trigger.night;

import java.time.Instant;
import java.time.LocalDate;

/** The person tagged a night. */
public record NightTag(Tag tag, LocalDate night, Instant receivedAt) implements OfNight {

    /** Without the tag, which may be about health. */
    @Override
    public String toString() {
        return "NightTag[" + night + ']';
    }
}
