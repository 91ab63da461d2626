package io.bhiv.insight.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecoveryRowsTest {

    @Test
    void aLeaseIsLongerThanTheCallsBetweenTwoMovesMayTake() {
        assertThat(RecoveryRows.lease(Duration.ofSeconds(3))).isEqualTo(Duration.ofMinutes(6));
        assertThat(RecoveryRows.lease(Duration.ofMillis(500))).isEqualTo(Duration.ofMinutes(6));
        assertThat(RecoveryRows.lease(Duration.ofSeconds(30))).isEqualTo(Duration.ofMinutes(51));
    }
}
