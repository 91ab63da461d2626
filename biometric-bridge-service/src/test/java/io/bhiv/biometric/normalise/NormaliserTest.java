package io.bhiv.biometric.normalise;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.biometric.normalise.KnownState.ResourceKey;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormaliserTest {

    private static final String USER = "4735eac4-31a2-47ef-8b11-51e98d84c680";

    @Test
    void resourcesToLookUpAreThoseThatAreStored() {
        var delivery = Given.terra(Given.text("terra/sleep.json"));
        var reading = Given.LINKING.read(delivery);
        assertThat(Given.LINKING.resources(List.of(reading), Map.of()))
                .isEqualTo(Given.LINKING
                        .normalise(delivery, reading, Given.nothingKnown())
                        .resources()
                        .keySet());
        assertThat(Given.LINKING.resources(
                        List.of(reading), Map.of(Given.terraUser(USER), Given.link(USER, "con_1", "sub_1"))))
                .singleElement()
                .extracting(ResourceKey::connectionId)
                .isEqualTo("con_1");
    }
}
