package io.bhiv.trigger.rule;

/** Every rule, by its stable name. */
public enum Rule {
    FIXED_RMSSD,
    HRV_TREND,
    HRV_ACUTE,
    RHR_NIGHTSIGNAL,
    RHR_CUSUM,
    RESP_RATE,
    SKIN_TEMP,
    SPO2,
    MULTI_SIGNAL,
    HRV_HIGH,
    LOW_FOR_POPULATION_NORMAL_FOR_YOU,
    BASELINE_RESET;

    private static final Rule[] ALL = values();

    public static final int COUNT = ALL.length;

    /** Its place in the order of the constants; states are written with it, so that new constants go to the end. */
    @SuppressWarnings("EnumOrdinal")
    public int index() {
        return ordinal();
    }

    public static Rule at(int index) {
        return ALL[index];
    }
}
