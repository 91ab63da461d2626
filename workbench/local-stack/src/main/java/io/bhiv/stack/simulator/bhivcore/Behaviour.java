package io.bhiv.stack.simulator.bhivcore;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How the simulator answers. */
public enum Behaviour {
    /** 200. */
    OK,
    /** 200, after a second. */
    SLOW,
    /** 400: it will never take this. */
    REFUSE,
    /** 429 with {@code Retry-After: 2}. */
    BUSY,
    /** 503. */
    DOWN,
    /** Accepts the request and does not answer, for a minute at most. */
    HANG,
    /** 200, then a byte a second, for a minute at most. */
    DRIP,
    /** 200, then up to 10 GB. */
    HUGE,
    /** 302 to an address that must not be followed. */
    REDIRECT;

    /** By its name in any case. */
    public static Optional<Behaviour> named(String word) {
        return Arrays.stream(values())
                .filter(one -> one.name().equals(word.strip().toUpperCase(Locale.ROOT)))
                .findFirst();
    }
}
