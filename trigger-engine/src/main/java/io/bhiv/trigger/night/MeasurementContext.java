package io.bhiv.trigger.night;

import java.util.Optional;

/** When a value was measured; in the order in which one is preferred where a night has several. */
public enum MeasurementContext {
    NOCTURNAL("nocturnal"),
    MORNING_SPOT("morning_spot"),
    /** At any time; only the fixed rule takes it. */
    SPOT("spot");

    private static final MeasurementContext[] ALL = values();

    static final int COUNT = ALL.length;

    private final String wireName;

    MeasurementContext(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /** Its place in the order of the constants; states are written with it, so that new constants go to the end. */
    @SuppressWarnings("EnumOrdinal")
    public int index() {
        return ordinal();
    }

    static MeasurementContext at(int index) {
        return ALL[index];
    }

    public static Optional<MeasurementContext> ofWireName(String name) {
        for (MeasurementContext context : ALL) {
            if (context.wireName.equals(name)) {
                return Optional.of(context);
            }
        }
        return Optional.empty();
    }
}
