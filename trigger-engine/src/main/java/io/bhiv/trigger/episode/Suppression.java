package io.bhiv.trigger.episode;

/** Why a firing notifies nobody. */
public enum Suppression {
    /** The episode has been notified at this severity or above. */
    EPISODE_OPEN("episode_open"),
    /** A notification of the last nights covers it. */
    UMBRELLA("umbrella"),
    /** Another firing of the same night is notified, and lists this one as contributing. */
    MERGED("merged"),
    /** There were enough notifications this week; it may notify on a later night. */
    BUDGET("budget");

    private final String wireName;

    Suppression(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }

    /**
     * The constant with that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Suppression ofWireName(String name) {
        for (Suppression one : values()) {
            if (one.wireName.equals(name)) {
                return one;
            }
        }
        throw new IllegalArgumentException("no reason of suppression has this name");
    }
}
