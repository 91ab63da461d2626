package io.bhiv.load.http;

import java.util.Map;

/**
 * What became of the measured requests: {@code sent} = the sum of {@code byStatus} and {@code failures}.
 *
 * @param acknowledged answered with a 2xx
 * @param refusedWithRetryAfter answered otherwise, with an invitation to come again; never counted as acknowledged
 * @param overflow due in an open loop but never sent, because too many were waiting already
 * @param maxWaiting most requests that waited for a free connection at one time
 */
public record Counts(
        long sent,
        long acknowledged,
        long refusedWithRetryAfter,
        long overflow,
        long maxWaiting,
        Map<Integer, Long> byStatus,
        Map<Failure, Long> failures) {

    public Counts {
        byStatus = Map.copyOf(byStatus);
        failures = Map.copyOf(failures);
    }

    public long failed() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
