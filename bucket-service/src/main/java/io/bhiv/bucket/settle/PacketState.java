package io.bhiv.bucket.settle;

/** Where a packet is in its life. */
public enum PacketState {
    /** Due, or paused after a failure. */
    PENDING("pending"),
    /** Under a live lease. */
    LEASED("leased"),
    PROCESSED("processed"),
    DEAD("dead");

    private final String wireName;

    PacketState(String wireName) {
        this.wireName = wireName;
    }

    public String wireName() {
        return wireName;
    }
}
