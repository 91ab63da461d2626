package io.bhiv.kit.count;

import java.util.Locale;

/** What can happen to an event of an intake. */
public enum Outcome {
    /** It reached the intake. */
    RECEIVED,
    /** It was not accepted, for a {@link Reason}; the answer said so. */
    REFUSED,
    /** The identical event is stored already. */
    DUPLICATE,
    /** It was committed. */
    STORED,
    /** All that follows from it was acknowledged by Kafka, or handed on where there is no Kafka. */
    PUBLISHED,
    /** Parked, with a {@link Reason}. */
    PARKED,
    /** No longer parked: pending again. */
    RELEASED,
    /** A rule decided that nothing follows from it. */
    DROPPED_BY_RULE,
    /** It was given up after its attempts; a redrive makes it pending again, and counts it as RELEASED. */
    DEAD;

    /** The value of the label {@code outcome}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
