package io.bhiv.core.status.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthRulesTest {

    private static final HealthRules RULES = new HealthRules(Duration.ofSeconds(30), 1_000, 5_000_000);

    @Test
    void quietAndFlowingAreOk() {
        assertThat(RULES.judge(figures(0, 0, 0, null, null)).wireName()).isEqualTo("ok");
        assertThat(RULES.judge(figures(500, 400, 900_000, 2L, 100L)).wireName()).isEqualTo("ok");
    }

    @Test
    void somethingOldIsDegradedWithAReason() {
        HealthVerdict verdict = RULES.judge(figures(1, 0, 10, 31L, 100L));

        assertThat(verdict.wireName()).isEqualTo("degraded");
        assertThat(verdict.reason()).contains("waited 31 s");
    }

    @Test
    void aBucketThatIsAlwaysSlowIsUsual() {
        assertThat(RULES.judge(figures(10, 0, 10, 50L, 6_000L)).wireName()).isEqualTo("ok");
        assertThat(RULES.judge(figures(10, 0, 10, 61L, 6_000L)).wireName()).isEqualTo("degraded");
    }

    /** After 800 of 10,800 updates waited out an outage of two hours. */
    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "After one outage of the bucket, health answered ok through the next ones for a day",
            now = "What has waited ten times bridge.core.status.patience is late, however long others waited before")
    void anOutageThatIsOverHidesNoOther() {
        HealthVerdict verdict = RULES.judge(figures(10, 0, 10, 301L, 267_000L));

        assertThat(verdict.wireName()).isEqualTo("degraded");
        assertThat(verdict.reason()).contains("longer than the usual 300 s at most");
        assertThat(RULES.judge(figures(10, 0, 10, 299L, 267_000L)).wireName()).isEqualTo("ok");
    }

    @Test
    void growthIsDegradedUnlessItIsSmallBesideTheTraffic() {
        assertThat(RULES.judge(figures(5_000, 1_001, 5_000, 5L, 100L)).wireName())
                .isEqualTo("degraded");
        assertThat(RULES.judge(figures(50_000, 40_000, 900_000, 5L, 100L)).wireName())
                .isEqualTo("ok");
        assertThat(RULES.judge(figures(4_000, -2_000, 100, 5L, 100L)).wireName())
                .isEqualTo("ok");
    }

    @Test
    void aFullQueueIsDown() {
        assertThat(RULES.judge(figures(5_000_000, 0, 0, 1L, 1L)).wireName()).isEqualTo("down");
    }

    private static HealthFigures figures(
            long pending, long grown, long accepted, @Nullable Long oldestSeconds, @Nullable Long latencyMs) {
        return new HealthFigures(
                Instant.EPOCH,
                pending,
                0,
                grown,
                accepted,
                oldestSeconds == null ? null : Duration.ofSeconds(oldestSeconds),
                null,
                0,
                0,
                latencyMs == null ? null : Duration.ofMillis(latencyMs));
    }
}
