package io.bhiv.load.http;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Counts what happened to the requests that were due within the measured window. */
final class Tally {

    private static final long SECOND = 1_000_000_000;
    private static final int MAX_SECONDS = 24 * 3600;

    private final long from;
    private final long to;
    private final long[] byStatus = new long[600];
    private final Map<Failure, Long> byFailure = new EnumMap<>(Failure.class);
    private final int[] acknowledgedInSecond;
    // Up to ten minutes, in nanoseconds, with three significant digits.
    private final Histogram latency = new Histogram(600 * SECOND, 3);
    private long sent;
    private long retryAfter;
    private long lastAnswer;

    Tally(long from, long to) {
        this.from = from;
        this.to = to;
        this.lastAnswer = from;
        // Answers that come late fall into the last place.
        this.acknowledgedInSecond = new int[(int) Math.min(MAX_SECONDS, (to - from) / SECOND + 2)];
    }

    private boolean counts(long due) {
        return due >= from && due < to;
    }

    void sent(long due) {
        if (counts(due)) {
            sent++;
        }
    }

    void answered(Answer answer) {
        if (!counts(answer.dueNanos())) {
            return;
        }
        lastAnswer = Math.max(lastAnswer, answer.answeredNanos());
        byStatus[answer.status()]++;
        if (answer.isAcknowledged()) {
            latency.recordValue(Math.clamp(answer.answeredNanos() - answer.dueNanos(), 0, 600 * SECOND));
            int second = (int) ((answer.answeredNanos() - from) / SECOND);
            acknowledgedInSecond[Math.min(second, acknowledgedInSecond.length - 1)]++;
        } else if (answer.hasRetryAfter()) {
            retryAfter++;
        }
    }

    void failed(long due, Failure failure) {
        if (counts(due)) {
            byFailure.merge(failure, 1L, Long::sum);
        }
    }

    LoadResult result(LoadPlan plan, long stoppedSending, long overflow, long maxWaiting) {
        Map<Integer, Long> statuses = new TreeMap<>();
        for (int status = 0; status < byStatus.length; status++) {
            if (byStatus[status] > 0) {
                statuses.put(status, byStatus[status]);
            }
        }
        long elapsed = Math.max(1, Math.max(stoppedSending, lastAnswer) - from);
        Counts counts =
                new Counts(sent, latency.getTotalCount(), retryAfter, overflow, maxWaiting, statuses, byFailure);
        return new LoadResult(plan, counts, elapsed, latency, acknowledgedInSecond);
    }
}
