package io.bhiv.play.document;

import java.time.Instant;

/**
 * Which version of a day is shown.
 *
 * @param number 1 at first
 * @param created when the first version was made
 * @param updated when this version was made
 */
public record Version(int number, Instant created, Instant updated) {

    public static Version first(Instant at) {
        return new Version(1, at, at);
    }

    public Version next(Instant at) {
        return new Version(number + 1, created, at);
    }
}
