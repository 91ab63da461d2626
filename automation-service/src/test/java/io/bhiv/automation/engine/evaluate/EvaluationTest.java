package io.bhiv.automation.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.evaluate.Occurrence.Occasion.Kind;
import io.bhiv.automation.engine.job.Policies.Misfire;
import io.bhiv.automation.engine.job.Policies.Misfire.Mode;
import io.bhiv.automation.engine.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EvaluationTest {

    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");
    private static final Trigger EVERY_MINUTE =
            new Trigger.Every(Duration.ofMinutes(1), Instant.EPOCH, OptionalLong.empty());

    @Test
    void dueTimeWithinTheToleranceIsRunUnderEveryPolicy() {
        for (Mode mode : Mode.values()) {
            Evaluation evaluation = evaluate(misfire(mode, 10), START.plusSeconds(61));
            assertThat(evaluation.occurrences()).singleElement().satisfies(one -> {
                assertThat(one.isDue()).isTrue();
                assertThat(one.dueAt()).isEqualTo(START.plusSeconds(60));
            });
        }
    }

    @Test
    void anHourOfOutageUnderAllRunsTheNewestUpToTheLimit() {
        Evaluation evaluation = evaluate(misfire(Mode.ALL, 10), START.plusSeconds(3_630));
        assertThat(evaluation.occurrences()).hasSize(60);
        assertThat(dueTimes(evaluation)).hasSize(10).first().isEqualTo(START.plusSeconds(51 * 60));
        assertThat(evaluation.occurrences().subList(50, 60))
                .extracting(one -> one.occasion().kind())
                .as("the last is on time, the others are caught up with")
                .containsOnly(Kind.CATCH_UP, Kind.SCHEDULE)
                .endsWith(Kind.CATCH_UP, Kind.SCHEDULE);
    }

    @Test
    void anHourOfOutageUnderLastRunsTheNewestAlone() {
        Evaluation evaluation = evaluate(misfire(Mode.LAST, 10), START.plusSeconds(3_631));
        assertThat(evaluation.occurrences()).hasSize(60);
        assertThat(dueTimes(evaluation)).containsExactly(START.plusSeconds(3_600));
    }

    @Test
    void anHourOfOutageUnderNoneRunsOnlyWhatIsOnTime() {
        assertThat(dueTimes(evaluate(misfire(Mode.NONE, 10), START.plusSeconds(3_605))))
                .containsExactly(START.plusSeconds(3_600));
        assertThat(dueTimes(evaluate(misfire(Mode.NONE, 10), START.plusSeconds(3_635))))
                .isEmpty();
    }

    @Test
    void whatIsOlderThanTheAgeLimitIsMissedUnderEveryPolicy() {
        Misfire policy = new Misfire(Mode.ALL, 1_000, Duration.ofMinutes(5), Duration.ofSeconds(10));
        Evaluation evaluation = evaluate(policy, START.plusSeconds(3_600));
        assertThat(dueTimes(evaluation)).hasSize(6).first().isEqualTo(START.plusSeconds(55 * 60));
        assertThat(evaluation.occurrences().getFirst().timeliness())
                .isEqualTo(new Occurrence.Timeliness.Missed("older than the age limit of PT5M"));
    }

    @Test
    void everyDueTimeOfAMonthIsAccountedForInStepsOfBoundedSize() {
        Trigger everySecond = new Trigger.Every(Duration.ofSeconds(1), Instant.EPOCH, OptionalLong.empty());
        Instant end = START.plus(Duration.ofDays(1));
        Instant cursor = START;
        long accounted = 0;
        long run = 0;
        boolean complete = false;
        while (!complete) {
            Evaluation step = Evaluation.of("job", everySecond, misfire(Mode.ALL, 100), cursor, end);
            assertThat(step.occurrences()).hasSizeLessThanOrEqualTo(Evaluation.STEP + Misfire.MOST);
            accounted += step.occurrences().size();
            run += dueTimes(step).size();
            cursor = step.cursor();
            complete = step.complete();
        }
        assertThat(accounted).isEqualTo(86_400);
        assertThat(run).isEqualTo(100);
    }

    @Test
    void aClockThatStepsBackOwesNothingAndRepeatsNothing() {
        Evaluation forward = evaluate(misfire(Mode.ALL, 10), START.plusSeconds(120));
        Evaluation back =
                Evaluation.of("job", EVERY_MINUTE, misfire(Mode.ALL, 10), forward.cursor(), START.plusSeconds(30));
        assertThat(back.occurrences()).isEmpty();
        assertThat(back.cursor()).isEqualTo(forward.cursor());
    }

    @Test
    void aRepeatingIntervalEndsAfterItsLastRepetition() {
        Trigger three = new Trigger.Every(Duration.ofSeconds(10), START, OptionalLong.of(3));
        assertThat(DueTimes.next(three, START.minusSeconds(100), 10))
                .containsExactly(START, START.plusSeconds(10), START.plusSeconds(20));
    }

    @Test
    void anIntervalBeforeItsAnchorHangsOnTheSameGrid() {
        Trigger every = new Trigger.Every(Duration.ofSeconds(10), START, OptionalLong.empty());
        assertThat(DueTimes.next(every, START.minusSeconds(25), 4))
                .containsExactly(START.minusSeconds(20), START.minusSeconds(10), START, START.plusSeconds(10));
    }

    private static Misfire misfire(Mode mode, int limit) {
        return new Misfire(mode, limit, Duration.ofDays(2), Duration.ofSeconds(30));
    }

    private static Evaluation evaluate(Misfire policy, Instant now) {
        return Evaluation.of("job", EVERY_MINUTE, policy, START, now);
    }

    private static List<Instant> dueTimes(Evaluation evaluation) {
        return evaluation.occurrences().stream()
                .filter(Occurrence::isDue)
                .map(Occurrence::dueAt)
                .toList();
    }
}
