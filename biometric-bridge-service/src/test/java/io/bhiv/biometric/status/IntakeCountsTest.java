package io.bhiv.biometric.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.biometric.Provider;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class IntakeCountsTest {

    private final IntakeCounts counts = new IntakeCounts(new SimpleMeterRegistry());

    @Test
    void aProviderOfANewerVersionIsCountedWithTheOthers() {
        assertThat(counts.of("terra")).isSameAs(counts.of(Provider.TERRA));
        assertThat(counts.of("newer")).isSameAs(counts.of(Provider.STRAVA));
    }
}
