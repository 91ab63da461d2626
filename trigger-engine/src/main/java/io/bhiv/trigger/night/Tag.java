package io.bhiv.trigger.night;

import java.util.Optional;

/** What a person says about a night. */
public enum Tag {
    LUTEAL("luteal", Effect.WARMER),
    ALCOHOL("alcohol", Effect.EXPLAINS),
    VACCINATION("vaccination", Effect.EXPLAINS),
    ALTITUDE("altitude", Effect.EXPLAINS),
    HARD_TRAINING("hard_training", Effect.EXPLAINS),
    ILLNESS("illness", Effect.EXPLAINS),
    PREGNANCY("pregnancy", Effect.NEW_BASELINES),
    ATRIAL_FIBRILLATION("atrial_fibrillation", Effect.NEW_BASELINES),
    PACEMAKER("pacemaker", Effect.NEW_BASELINES),
    BETA_BLOCKER_CHANGE("beta_blocker_change", Effect.NEW_BASELINES);

    /** What the engine does with it. */
    public enum Effect {
        /** Skin temperature is expected to be higher. */
        WARMER,
        /** What fires at MODERATE or HIGH is INFO, with the tag as its explanation. */
        EXPLAINS,
        /** What was usual no longer is: personal rules are silent until there are new baselines. */
        NEW_BASELINES
    }

    private static final Tag[] ALL = values();

    public static final int COUNT = ALL.length;

    private final String wireName;
    private final Effect effect;

    Tag(String wireName, Effect effect) {
        this.wireName = wireName;
        this.effect = effect;
    }

    public String wireName() {
        return wireName;
    }

    public Effect effect() {
        return effect;
    }

    /** Its place in the order of the constants; states are written with it, so that new constants go to the end. */
    @SuppressWarnings("EnumOrdinal")
    public int index() {
        return ordinal();
    }

    public static Tag at(int index) {
        return ALL[index];
    }

    public static Optional<Tag> ofWireName(String name) {
        for (Tag tag : ALL) {
            if (tag.wireName.equals(name)) {
                return Optional.of(tag);
            }
        }
        return Optional.empty();
    }
}
