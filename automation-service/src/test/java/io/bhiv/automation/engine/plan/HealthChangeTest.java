package io.bhiv.automation.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.plan.HealthChange.Notice;
import io.bhiv.automation.engine.plan.HealthChange.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthChangeTest {

    @Test
    void oneNoticeWhenItBeginsToFailAndOneWhenItRecovers() {
        assertThat(notices(policies(0, 1), "bbbgggbg"))
                .containsExactly(Notice.FAILURE, Notice.RECOVERY, Notice.FAILURE, Notice.RECOVERY);
    }

    @Test
    void failureBelowTheThresholdGivesNoNotice() {
        assertThat(notices(policies(0, 3), "bbgbbgbbbg")).containsExactly(Notice.FAILURE, Notice.RECOVERY);
    }

    @Test
    void runThatWasNotMadeDoesNotChangeHealth() {
        assertThat(notices(policies(0, 1), "nbnnbg")).containsExactly(Notice.FAILURE, Notice.RECOVERY);
    }

    @Test
    void pausesAfterSoManyFailuresInARowWithTheReason() {
        JobState state = JobState.fresh(Instant.EPOCH);
        for (int i = 0; i < 3; i++) {
            assertThat(state.isPaused()).isFalse();
            state = HealthChange.of(policies(3, 1), state, Verdict.BAD).state();
        }
        assertThat(state.paused()).contains("paused after 3 failed runs in a row");
    }

    private static Policies policies(int pauseAfter, int failureAfter) {
        Policies standard = Policies.standard();
        return new Policies(
                standard.misfire(),
                standard.overlap(),
                standard.timeouts(),
                standard.retry(),
                standard.lost(),
                pauseAfter,
                failureAfter);
    }

    private static List<Notice> notices(Policies policies, String ends) {
        List<Notice> notices = new ArrayList<>();
        JobState state = JobState.fresh(Instant.EPOCH);
        for (int i = 0; i < ends.length(); i++) {
            char end = ends.charAt(i);
            Verdict verdict = end == 'g' ? Verdict.GOOD : end == 'b' ? Verdict.BAD : Verdict.NEITHER;
            HealthChange after = HealthChange.of(policies, state, verdict);
            after.notice().ifPresent(notices::add);
            state = after.state();
        }
        return notices;
    }
}
