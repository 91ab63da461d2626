package io.bhiv.load.track;

import org.HdrHistogram.Histogram;

/**
 * What was acknowledged and what arrived; the one place where a loss or a duplicate shows.
 *
 * <p>The generator's thread calls {@link #acknowledged}, the consumer's thread {@link #arrived} and {@link #record}, in either order: a
 * record can overtake the answer that promised it. Beyond {@link #MAX_TRACKED} ids nothing is followed any more, which the counts show.
 */
public final class DeliveryLedger {

    /** About 400 MB of table at the most. */
    public static final int MAX_TRACKED = 8_000_000;

    private static final long TEN_MINUTES = 600_000_000_000L;

    private final JourneyTable journeys = new JourneyTable();
    private final LongSet records = new LongSet();
    private final Histogram untilArrival = new Histogram(TEN_MINUTES, 3);
    private long measureFrom = Long.MIN_VALUE;
    private long acknowledged;
    private long acknowledgedAgain;
    private long acknowledgedAndArrived;
    private long arrived;
    private long recordCount;
    private long duplicateRecords;
    private long untracked;

    /**
     * The counts at one moment.
     *
     * @param acknowledged different ids that were acknowledged
     * @param acknowledgedAgain acknowledgements whose id had been acknowledged before
     * @param acknowledgedAndArrived of the acknowledged ids those that arrived
     * @param arrived different ids that arrived, acknowledged or not
     * @param records records that arrived
     * @param duplicateRecords records whose own id had arrived before
     * @param untracked ids beyond what can be followed
     */
    public record Counts(
            long acknowledged,
            long acknowledgedAgain,
            long acknowledgedAndArrived,
            long arrived,
            long records,
            long duplicateRecords,
            long untracked) {

        /** Acknowledged and not arrived: under way while the load runs, lost once everything was given time to arrive. */
        public long missing() {
            return acknowledged - acknowledgedAndArrived;
        }
    }

    /** Latencies are taken of what was sent from now on. */
    public synchronized void measureFrom(long nanos) {
        measureFrom = nanos;
        untilArrival.reset();
    }

    /** The server acknowledged {@code id}, which was due at {@code dueNanos}. */
    public synchronized void acknowledged(long id, long dueNanos) {
        if (journeys.size() >= MAX_TRACKED) {
            untracked++;
            return;
        }
        int place = journeys.place(id);
        if (journeys.sent(place) != 0) {
            acknowledgedAgain++;
            return;
        }
        journeys.sent(place, dueNanos);
        acknowledged++;
        if (journeys.arrived(place) != 0) {
            completed(place);
        }
    }

    /** A record that came from {@code id} was read. */
    public synchronized void arrived(long id, long nanos) {
        if (journeys.size() >= MAX_TRACKED) {
            untracked++;
            return;
        }
        int place = journeys.place(id);
        if (journeys.arrived(place) != 0) {
            return;
        }
        journeys.arrived(place, nanos);
        arrived++;
        if (journeys.sent(place) != 0) {
            completed(place);
        }
    }

    /** A record with an id of its own was read. */
    public synchronized void record(long recordId) {
        recordCount++;
        if (records.size() < 2 * MAX_TRACKED && !records.add(recordId)) {
            duplicateRecords++;
        }
    }

    private void completed(int place) {
        acknowledgedAndArrived++;
        if (journeys.sent(place) >= measureFrom) {
            long nanos = journeys.arrived(place) - journeys.sent(place);
            untilArrival.recordValue(Math.clamp(nanos, 0, TEN_MINUTES));
        }
    }

    public synchronized Counts counts() {
        return new Counts(
                acknowledged,
                acknowledgedAgain,
                acknowledgedAndArrived,
                arrived,
                recordCount,
                duplicateRecords,
                untracked);
    }

    /** Nanoseconds from the due time of a request to the arrival of its first record, since {@link #measureFrom}. */
    public synchronized Histogram untilArrival() {
        return untilArrival.copy();
    }
}
