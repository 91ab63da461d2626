package io.bhiv.trigger.parameters;

import java.util.Optional;

/** Which rules speak. */
public enum Mode {
    /** The fixed RMSSD limits alone, on the raw value. */
    FIXED("fixed"),
    /** The personal rules alone. */
    PERSONAL("personal"),
    /** The fixed limits until the person's RMSSD is known, personal rules as each metric is. */
    HYBRID("hybrid"),
    /** Both side by side, for audits: an episode of the fixed rule that never closes hides its later notifications. */
    BOTH("both");

    private final String wireName;

    Mode(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    public boolean isPersonal() {
        return this != FIXED;
    }

    public static Optional<Mode> ofWireName(String name) {
        for (Mode mode : values()) {
            if (mode.wireName.equals(name)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
