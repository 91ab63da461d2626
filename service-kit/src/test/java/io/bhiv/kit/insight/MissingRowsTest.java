package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MissingRowsTest {

    private final MissingRows missing = MissingRows.NONE
            .with(minute(0), minute(10), Map.of(minute(2), Map.of("terra", 1L, "oura", -3L)))
            .with(minute(10), minute(20), Map.of(minute(10), Map.of("terra", 4L)));

    @Test
    void whatIsMissingOfAnIntakeIsTheSumOverItsMinutes() {
        assertThat(missing.of("terra")).isEqualTo(5);
        assertThat(missing.of("oura")).isEqualTo(-3);
        assertThat(missing.of("whoop")).isZero();
    }

    @Test
    void aFindingStandsUntilItsMinuteIsComparedAgain() {
        assertThat(missing.with(minute(3), minute(10), Map.of()).of("terra")).isEqualTo(5);
        assertThat(missing.with(minute(0), minute(3), Map.of()).of("terra")).isEqualTo(4);
        assertThat(missing.with(minute(0), minute(11), Map.of()).of("terra")).isZero();
        assertThat(missing.with(minute(0), minute(11), Map.of(minute(2), Map.of("terra", 2L)))
                        .of("terra"))
                .isEqualTo(2);
    }

    @Test
    void whatIsTooOldIsForgotten() {
        assertThat(missing.since(minute(2)).of("terra")).isEqualTo(5);
        assertThat(missing.since(minute(3)).of("terra")).isEqualTo(4);
    }

    private static Instant minute(int number) {
        return Instant.parse("2026-07-05T12:00:00Z").plus(Duration.ofMinutes(number));
    }
}
