package io.bhiv.insight.evaluate;

/**
 * What an intake has done of late: its state now, where the figures of a day would still contain yesterday.
 *
 * @param received of the last ten minutes
 * @param refused of those, for a reason that lies with the sender: our own outages have causes of their own
 * @param finishedPerSecond published or dropped, of the last full minutes
 */
public record Recent(long received, long refused, double finishedPerSecond) {

    public static final Recent NONE = new Recent(0, 0, 0);

    /** A few are the internet. */
    private static final long FEW = 20;

    /** Zero where so few were refused that they mean nothing. */
    double refusedShare() {
        return refused < FEW || received == 0 ? 0 : (double) refused / received;
    }
}
