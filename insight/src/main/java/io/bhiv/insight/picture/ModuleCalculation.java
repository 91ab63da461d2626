package io.bhiv.insight.picture;

import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.ModuleFigures;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The figures of one module from its series. */
final class ModuleCalculation {

    private static final String SERVICE = "core-bridge-service";

    private ModuleCalculation() {}

    /** @param series of its counts; empty where it has none */
    static ModuleFigures figures(
            String module, String intake, Map<CountKey, Minutes> series, @Nullable Latency synced, long until) {
        Map<String, Long> refusals = new TreeMap<>();
        Map<String, Long> parkings = new TreeMap<>();
        double received = 0;
        boolean counted = false;
        for (Map.Entry<CountKey, Minutes> one : series.entrySet()) {
            CountKey key = one.getKey();
            long day = (long) one.getValue().sum(until - Minutes.KEPT, until);
            switch (key.outcome()) {
                case "received" -> {
                    received += one.getValue().at(until - 2);
                    counted = true;
                }
                case "refused" -> refusals.merge(key.reason(), day, Long::sum);
                case "parked" -> parkings.merge(key.reason(), day, Long::sum);
                default -> {}
            }
        }
        return new ModuleFigures(
                service(series, synced),
                module,
                intake,
                synced,
                refusals,
                parkings,
                counted || synced == null ? received / 60 : synced.perSecond());
    }

    private static String service(Map<CountKey, Minutes> series, @Nullable Latency synced) {
        return synced == null
                ? series.keySet().stream().map(CountKey::service).findFirst().orElse(SERVICE)
                : synced.service();
    }
}
