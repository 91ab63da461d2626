package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ComparisonPauseTest {

    private final ComparisonPause pause = new ComparisonPause(Duration.ofSeconds(30), 2);

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "One slow comparison, as the first of a process on a busy machine is, kept the page's account of a service as it was for minutes",
            now = "Only a second slow one in a row makes the next wait")
    void oneSlowComparisonDoesNotDelayTheNext() {
        assertThat(pause.after(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(30));
        assertThat(pause.after(Duration.ofMillis(20))).isEqualTo(Duration.ofSeconds(30));
        assertThat(pause.after(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void comparisonsThatStaySlowTakeTheirShareOfTheTime() {
        pause.after(Duration.ofSeconds(4));

        assertThat(pause.after(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(150));
        assertThat(pause.after(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(150));
        assertThat(pause.after(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(250));
    }

    @Test
    void noPauseIsLongerThanThePageCallsAnAccountOfAServiceOld() {
        pause.after(Duration.ofMinutes(1));

        assertThat(pause.after(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(8));
    }
}
