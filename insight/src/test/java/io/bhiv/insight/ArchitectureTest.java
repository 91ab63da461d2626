package io.bhiv.insight;

import io.bhiv.rules.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void obeysTheRulesOfTheHouse() {
        HouseRules.check("io.bhiv.insight");
    }
}
