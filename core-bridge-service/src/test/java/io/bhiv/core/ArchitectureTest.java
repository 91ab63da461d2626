package io.bhiv.core;

import io.bhiv.rules.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void obeysTheRulesOfTheHouse() {
        HouseRules.check("io.bhiv.core");
    }
}
