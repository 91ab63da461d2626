package io.bhiv.system;

import io.bhiv.rules.HouseRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    @Test
    void obeysTheHouseRules() {
        HouseRules.check("io.bhiv.system");
    }
}
