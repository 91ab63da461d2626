package io.bhiv.insight.evaluate;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One module that sends updates, over the last 24 hours.
 *
 * @param intake the part of the intake that it is, by which its counts and its chart are found
 * @param synced how long its updates took until they were synced; null where none was
 * @param refusals counts by reason, of those refusals that name a module
 * @param parkings counts by reason
 * @param receivedPerSecond of the last full minute; what of it was synced where its service does not count by module
 */
public record ModuleFigures(
        String service,
        String module,
        String intake,
        @Nullable Latency synced,
        Map<String, Long> refusals,
        Map<String, Long> parkings,
        double receivedPerSecond) {}
