package io.bhiv.bucket.settle;

import java.util.Locale;

/** Where a packet is in its life, as the API names it. */
public enum PacketState {
    /** Waiting, or pausing after a failure. */
    PENDING,
    /** Under a live lease. */
    LEASED,
    PROCESSED,
    DEAD;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
