package io.bhiv.insight.store;

import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.Timing;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Records that are not stored yet, oldest first, without what the store does not keep. Bounded by an estimate of their memory: what
 * exceeds it pushes out the oldest. For any thread; every method is short.
 */
final class Waiting {

    private static final int RECORD = 400;
    private static final int READING = 200;
    private static final int BUCKET = 100;

    private final long most;
    private final Deque<InsightRecord> records = new ArrayDeque<>();
    private long bytes;
    private long dropped;

    Waiting(long mostBytes) {
        this.most = mostBytes;
    }

    synchronized void add(InsightRecord record) {
        InsightRecord kept = withoutVitals(record);
        records.addLast(kept);
        bytes += size(kept);
        while (bytes > most && records.size() > 1) {
            bytes -= size(records.removeFirst());
            dropped++;
        }
    }

    /** The oldest, which stay until they are written. Those of a time that has no partition are dropped. */
    synchronized List<InsightRecord> next(int limit, Instant oldest) {
        List<InsightRecord> next = new ArrayList<>();
        Iterator<InsightRecord> all = records.iterator();
        while (all.hasNext() && next.size() < limit) {
            InsightRecord record = all.next();
            if (record.at().isBefore(oldest)) {
                all.remove();
                bytes -= size(record);
                dropped++;
            } else {
                next.add(record);
            }
        }
        return next;
    }

    /** These were the next; some may have been pushed out meanwhile. */
    @SuppressWarnings("ReferenceEquality") // This one, not one like it.
    synchronized void written(List<InsightRecord> done) {
        for (InsightRecord record : done) {
            if (records.peekFirst() == record) {
                bytes -= size(records.removeFirst());
            }
        }
    }

    /** Can never be written. */
    synchronized void drop(InsightRecord record) {
        written(List.of(record));
        dropped++;
    }

    synchronized long dropped() {
        return dropped;
    }

    synchronized long bytes() {
        return bytes;
    }

    private static InsightRecord withoutVitals(InsightRecord record) {
        return record instanceof InsightReport report && report.vitals() != null ? report.with(null) : record;
    }

    private static long size(InsightRecord record) {
        return switch (record) {
            case InsightReport report ->
                RECORD
                        + report.counts().stream()
                                .mapToLong(one -> READING
                                        + one.intake().length()
                                        + one.outcome().length()
                                        + one.reason().length())
                                .sum()
                        + report.timings().stream().mapToLong(Waiting::size).sum();
            case InsightEvent event ->
                RECORD
                        + event.subject().length()
                        + event.reason().length()
                        + event.detail().length();
        };
    }

    private static long size(Timing timing) {
        int buckets = timing.buckets() == null ? 0 : timing.buckets().size();
        return READING + timing.name().length() + timing.subject().length() + (long) BUCKET * buckets;
    }
}
