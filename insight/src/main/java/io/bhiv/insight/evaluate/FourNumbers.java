package io.bhiv.insight.evaluate;

import java.util.List;
import java.util.OptionalDouble;

/**
 * The four numbers of the last 24 hours.
 *
 * @param synced updates of modules whose storing was confirmed
 * @param unsynced updates of modules that were given up
 * @param syncMs sum of the times from acceptance to confirmation
 * @param syncs how many times that is
 * @param errors events parked or given up, of all intakes
 * @param queueDepth what is not finished now, however old, of all intakes
 * @param successByHour, latencyByHour, errorsByHour, depthByHour oldest first, {@code NaN} where nothing happened
 */
public record FourNumbers(
        long synced,
        long unsynced,
        double syncMs,
        long syncs,
        long errors,
        double queueDepth,
        List<Double> successByHour,
        List<Double> latencyByHour,
        List<Double> errorsByHour,
        List<Double> depthByHour) {

    private static final double SUCCESS_OK = 99.5;
    static final double SUCCESS_POOR = 95;
    public static final double LATENCY_OK_MS = 2_000;
    static final double LATENCY_POOR_MS = 30_000;
    static final long ERRORS_POOR = 100;
    private static final double DEPTH_OK = 1_000;
    static final double DEPTH_POOR = 100_000;

    public static final FourNumbers NONE =
            new FourNumbers(0, 0, 0, 0, 0, 0, List.of(), List.of(), List.of(), List.of());

    /** In percent; empty while nothing was synchronised. */
    public OptionalDouble syncSuccess() {
        long ended = synced + unsynced;
        return ended == 0 ? OptionalDouble.empty() : OptionalDouble.of(100.0 * synced / ended);
    }

    /** In milliseconds; empty while nothing was synchronised. */
    public OptionalDouble averageLatencyMs() {
        return syncs == 0 ? OptionalDouble.empty() : OptionalDouble.of(syncMs / syncs);
    }

    public Health successHealth() {
        return syncSuccess().isEmpty() ? Health.OK : grade(-syncSuccess().getAsDouble(), -SUCCESS_OK, -SUCCESS_POOR);
    }

    public Health latencyHealth() {
        return averageLatencyMs().isEmpty()
                ? Health.OK
                : grade(averageLatencyMs().getAsDouble(), LATENCY_OK_MS, LATENCY_POOR_MS);
    }

    public Health errorHealth() {
        return grade((double) errors, 0, ERRORS_POOR);
    }

    public Health depthHealth() {
        return grade(queueDepth, DEPTH_OK, DEPTH_POOR);
    }

    private static Health grade(double value, double ok, double poor) {
        if (value <= ok) {
            return Health.OK;
        }
        return value <= poor ? Health.DEGRADED : Health.DOWN;
    }
}
