package io.bhiv.insight;

import io.bhiv.rules.HouseRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** May only become shorter. */
    private static final Map<String, String> SHARED_BEANS = Map.ofEntries(
            Map.entry("recover -> ask.Services", "a recovery calls the services as the page does"),
            Map.entry("recover -> store.RecoveryRows", "recoveries of all replicas are in the store"));

    @Test
    void obeysTheRulesOfTheHouse() {
        HouseRules.check("io.bhiv.insight", SHARED_BEANS);
    }
}
