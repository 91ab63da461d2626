package io.bhiv.biometric.journal;

/**
 * Whoever takes new deliveries further, right after the commit.
 *
 * <p>What has no room there is stored unclaimed, for any sweeper of any replica: nobody waits for a claim to lapse because of a rush.
 */
public interface Onward {

    /** Whether this many more, with bodies of so many bytes together, would be taken now. */
    boolean hasRoomFor(int deliveries, long bytes);
}
