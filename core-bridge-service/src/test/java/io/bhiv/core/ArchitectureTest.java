package io.bhiv.core;

import io.bhiv.rules.HouseRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** May only become shorter. */
    private static final Map<String, String> SHARED_BEANS = Map.ofEntries(
            Map.entry("dead -> deliver.DeliveryCounters", "each step counts what ends in it; counters decide nothing"),
            Map.entry(
                    "deliver -> lines.CoreLines",
                    "the log of the old service, which its users read; a line for what ends here"),
            Map.entry("publish -> parked.ParkedUpdates", "what cannot be published is parked where all is parked"),
            Map.entry("relay -> journal.UpdateJournal", "the relay yields to what waits to be stored"),
            Map.entry("relay -> publish.PendingUpdates", "the relay is driven by the pending list"),
            Map.entry(
                    "status -> lines.CoreLines",
                    "the log of the old service, which its users read; a line for what ends here"),
            Map.entry(
                    "sync -> lines.CoreLines",
                    "the log of the old service, which its users read; a line for what ends here"));

    @Test
    void obeysTheRulesOfTheHouse() {
        HouseRules.check("io.bhiv.core", SHARED_BEANS);
    }
}
