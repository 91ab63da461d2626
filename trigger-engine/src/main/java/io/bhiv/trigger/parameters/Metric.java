package io.bhiv.trigger.parameters;

import java.util.Optional;

/**
 * What is measured once a night. SDNN is another quantity than RMSSD and has no constant here, so that no rule can be given one.
 */
public enum Metric {
    RMSSD("rmssd", "heart rate variability (RMSSD)", "ms"),
    RHR("rhr", "resting heart rate", "bpm"),
    RESP_RATE("resp_rate", "breathing rate", "brpm"),
    SKIN_TEMP("skin_temp", "skin temperature", "C"),
    SPO2("spo2", "blood oxygen", "%");

    /** The constants, without the copy that {@link #values()} makes. */
    private static final Metric[] ALL = values();

    public static final int COUNT = ALL.length;

    private final String wireName;
    private final String plainName;
    private final String unit;

    Metric(String wireName, String plainName, String unit) {
        this.wireName = wireName;
        this.plainName = plainName;
        this.unit = unit;
    }

    /** The name in files, in JSON and in keys. */
    public String wireName() {
        return wireName;
    }

    /** The name in a sentence to the person. */
    public String plainName() {
        return plainName;
    }

    public String unit() {
        return unit;
    }

    /** Its place in the order of the constants; states are written with it, so that new constants go to the end. */
    @SuppressWarnings("EnumOrdinal")
    public int index() {
        return ordinal();
    }

    public static Metric at(int index) {
        return ALL[index];
    }

    public static Optional<Metric> ofWireName(String name) {
        for (Metric metric : ALL) {
            if (metric.wireName.equals(name)) {
                return Optional.of(metric);
            }
        }
        return Optional.empty();
    }
}
