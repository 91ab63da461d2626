package io.bhiv.kit.count;

import java.util.Locale;

/** Why events are refused or parked. Implemented by enums alone: the number of label values must be bounded. */
public interface Reason {

    String name();

    /** The value of the label {@code reason}. */
    default String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** For an intake that never refuses, or never parks. */
    enum None implements Reason {}
}
