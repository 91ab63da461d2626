package io.bhiv.insight.evaluate;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One intake.
 *
 * @param outcomes counts of the last 24 hours by outcome
 * @param refusals counts of the last 24 hours by reason
 * @param parkings counts of the last 24 hours by reason
 * @param drops counts of the last 24 hours by the rule that dropped
 * @param perSecond of the last full minute
 * @param latency of the last hour; null where nothing was timed
 * @param lastHour received in each of the last 60 minutes, oldest first; {@code NaN} where its service did not report
 */
public record IntakeFigures(
        String service,
        String intake,
        Map<String, Long> outcomes,
        Map<String, Long> refusals,
        Map<String, Long> parkings,
        Map<String, Long> drops,
        double perSecond,
        @Nullable Latency latency,
        List<Double> lastHour,
        Silence silence,
        Recent recent) {

    public long outcome(String name) {
        return outcomes.getOrDefault(name, 0L);
    }
}
