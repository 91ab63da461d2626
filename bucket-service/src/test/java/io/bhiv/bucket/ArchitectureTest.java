package io.bhiv.bucket;

import io.bhiv.rules.HouseRules;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** May only become shorter. */
    private static final Map<String, String> SHARED_BEANS = Map.ofEntries(
            Map.entry("journal -> status.StatusBoard", "admission refuses by the backlog that the board shows"),
            Map.entry("relay -> status.StatusBoard", "a hint of another replica outdates the board"));

    @Test
    void obeysTheRulesOfTheHouse() {
        HouseRules.check("io.bhiv.bucket", SHARED_BEANS);
    }
}
