package io.bhiv.trigger.parameters;

/** How much attention the agent should pay, in ascending order; never how ill a person is. */
public enum Severity {
    INFO,
    MODERATE,
    HIGH,
    CRITICAL;

    private static final Severity[] ALL = values();

    /** 0 to 3; states are written with it. */
    @SuppressWarnings("EnumOrdinal")
    public int level() {
        return ordinal();
    }

    public boolean isAbove(Severity other) {
        return compareTo(other) > 0;
    }

    public static Severity at(int level) {
        return ALL[level];
    }
}
