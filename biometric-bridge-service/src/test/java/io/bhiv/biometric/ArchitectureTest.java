package io.bhiv.biometric;

import io.bhiv.rules.HouseRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** May only become shorter. */
    private static final Map<String, String> SHARED_BEANS = Map.ofEntries(
            Map.entry("fetch -> connection.AccessTokens", "a call of a provider needs the token of its person"),
            Map.entry("fetch -> connection.Applications", "a call of a provider is made by our application there"),
            Map.entry("fetch -> status.IntakeCounts", "each step counts what ends in it; counters decide nothing"),
            Map.entry(
                    "person -> publish.TriggerOutbox",
                    "what a night fired is sent right after its commit; the outbox finds it later all the same"),
            Map.entry("publish -> known.Known", "what was published is remembered in the transaction that settles it"),
            Map.entry("publish -> status.IntakeCounts", "each step counts what ends in it; counters decide nothing"),
            Map.entry("replay -> journal.DeliveryClaims", "shows what the steps would make of a stored delivery"),
            Map.entry("replay -> known.Known", "shows what the steps would make of a stored delivery"),
            Map.entry("replay -> normalise.Normaliser", "shows what the steps would make of a stored delivery"),
            Map.entry("replay -> trigger.Triggers", "shows what the steps would make of a stored delivery"),
            Map.entry("replay -> status.IntakeCounts", "each step counts what ends in it; counters decide nothing"),
            Map.entry("retention -> status.IntakeCounts", "each step counts what ends in it; counters decide nothing"));

    @Test
    void obeysTheRulesOfTheHouse() {
        HouseRules.check("io.bhiv.biometric", SHARED_BEANS);
    }
}
