package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.insight.InsightEvent.Kind;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EventBudgetTest {

    private static final Instant NOW = Instant.parse("2026-07-05T06:00:00Z");

    private final EventBudget budget = new EventBudget(3, 1, 100);

    @Test
    void aBurstPassesAndTheRestIsHeldBack() {
        for (int i = 0; i < 3; i++) {
            assertThat(budget.take(Kind.PARKED, NOW)).hasValue(0);
        }

        assertThat(budget.take(Kind.PARKED, NOW)).isEmpty();
    }

    @Test
    void theNextOneThatPassesSaysHowManyWereHeldBack() {
        for (int i = 0; i < 10; i++) {
            budget.take(Kind.PARKED, NOW);
        }

        assertThat(budget.take(Kind.PARKED, NOW.plusSeconds(1))).hasValue(7);
        assertThat(budget.take(Kind.PARKED, NOW.plusSeconds(2))).hasValue(0);
    }

    @Test
    void noMoreThanMayWaitPassUntilAReportTakesThem() {
        EventBudget full = new EventBudget(3, 1, 4);
        for (int second = 0; second < 4; second++) {
            assertThat(full.take(Kind.PARKED, NOW.plusSeconds(second))).hasValue(0);
        }
        assertThat(full.take(Kind.PARKED, NOW.plusSeconds(60))).isEmpty();
        assertThat(full.take(Kind.BREAKER, NOW.plusSeconds(60))).isEmpty();

        full.taken();

        assertThat(full.take(Kind.PARKED, NOW.plusSeconds(61))).hasValue(1);
    }

    @Test
    void kindsDoNotTakeEachOthersAllowance() {
        for (int i = 0; i < 10; i++) {
            budget.take(Kind.PARKED, NOW);
        }

        assertThat(budget.take(Kind.BREAKER, NOW)).hasValue(0);
    }

    @Test
    void anAllowanceIsNeverMoreThanABurst() {
        budget.take(Kind.RUN, NOW);
        Instant later = NOW.plusSeconds(3600);
        for (int i = 0; i < 3; i++) {
            assertThat(budget.take(Kind.RUN, later)).hasValue(0);
        }

        assertThat(budget.take(Kind.RUN, later)).isEmpty();
    }

    @Test
    void aClockThatGoesBackTakesNothingAway() {
        budget.take(Kind.RUN, NOW);

        assertThat(budget.take(Kind.RUN, NOW.minusSeconds(60))).hasValue(0);
    }
}
