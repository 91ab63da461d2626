package io.bhiv.play.person;

import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * A night.
 *
 * @param vitals null where the device recorded when the person slept and could not measure, as with an empty battery
 */
public record Night(
        OffsetDateTime bedtime,
        OffsetDateTime wake,
        Stages stages,
        @Nullable Vitals vitals) {}
