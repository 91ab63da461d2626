package io.bhiv.stack.supervise;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartDelayTest {

    @Test
    void startsAgainAtOnceAfterAGoodLife() {
        assertThat(RestartDelay.after(Duration.ofMinutes(5), 3)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 1000})
    void isNeverAwayForTwoSeconds(int quickDeaths) {
        assertThat(RestartDelay.after(Duration.ofMillis(5), quickDeaths))
                .isPositive()
                .isLessThan(Duration.ofSeconds(2));
    }
}
