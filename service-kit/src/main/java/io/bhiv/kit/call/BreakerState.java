package io.bhiv.kit.call;

/** What a breaker is doing. */
public enum BreakerState {
    /** Every call is made. */
    CLOSED("closed", 0),
    /** One trial call is out; no other is made until it ends. */
    HALF_OPEN("half-open", 1),
    /** No call is made. */
    OPEN("open", 2);

    private final String wireName;
    private final int level;

    BreakerState(String wireName, int level) {
        this.wireName = wireName;
        this.level = level;
    }

    /** The name used in health and logs. */
    public String wireName() {
        return wireName;
    }

    /** The value of the gauge: 0 closed, 1 half-open, 2 open. */
    public int level() {
        return level;
    }
}
