package io.bhiv.automation.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.evaluate.Occurrence.Occasion.Kind;
import io.bhiv.automation.engine.job.Policies.Overlap;
import io.bhiv.automation.engine.plan.ClaimPlan.Candidate;
import io.bhiv.automation.engine.plan.ClaimPlan.Decision.Cancel;
import io.bhiv.automation.engine.plan.ClaimPlan.Decision.Skip;
import io.bhiv.automation.engine.plan.ClaimPlan.Decision.Start;
import io.bhiv.automation.engine.plan.ClaimPlan.Decision.Wait;
import io.bhiv.automation.engine.plan.ClaimPlan.Situation;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClaimPlanTest {

    private static final Situation FREE = new Situation(Optional.empty(), List.of(), List.of());
    private static final Situation BUSY = new Situation(Optional.empty(), candidates(Kind.SCHEDULE, 1), List.of());

    @Test
    void skipRunsOneAndGivesTheReasonForTheOthers() {
        assertThat(decisions(Overlap.SKIP, FREE, 2, 3))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new Start(key(2))),
                        second -> assertThat(second).isInstanceOf(Skip.class));
        assertThat(decisions(Overlap.SKIP, BUSY, 2))
                .singleElement()
                .isEqualTo(new Skip(key(2), "an earlier run still goes on: " + key(1).dueAt()));
    }

    @Test
    void queueOneKeepsOneWaiting() {
        assertThat(decisions(Overlap.QUEUE_ONE, BUSY, 2, 3))
                .satisfiesExactly(
                        first -> assertThat(first).isEqualTo(new Wait(key(2))),
                        second -> assertThat(second).isInstanceOf(Skip.class));
        Situation full = new Situation(Optional.empty(), candidates(Kind.SCHEDULE, 1), candidates(Kind.SCHEDULE, 2));
        assertThat(decisions(Overlap.QUEUE_ONE, full, 3)).singleElement().isInstanceOf(Skip.class);
    }

    @Test
    void replaceStopsTheOldAndDropsWhatWaited() {
        Situation full = new Situation(Optional.empty(), candidates(Kind.SCHEDULE, 1), candidates(Kind.SCHEDULE, 2));
        assertThat(decisions(Overlap.REPLACE, full, 3))
                .satisfiesExactly(
                        dropped -> assertThat(dropped).isInstanceOf(Skip.class),
                        stopped -> assertThat(stopped).isEqualTo(new Cancel(key(1))),
                        waits -> assertThat(waits).isEqualTo(new Wait(key(3))));
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault = "With replace an older due time that was found late stopped a newer run, and then neither ran",
            now = "It is skipped, and names the newer one")
    void anOlderDueTimeNeverStopsANewerRun() {
        Situation running = new Situation(Optional.empty(), candidates(Kind.SCHEDULE, 2), List.of());
        assertThat(decisions(Overlap.REPLACE, running, 1))
                .containsExactly(new Skip(key(1), "replaced by a newer due time: " + key(2).dueAt()));
        Situation waiting = new Situation(Optional.empty(), candidates(Kind.SCHEDULE, 1), candidates(Kind.SCHEDULE, 3));
        assertThat(decisions(Overlap.REPLACE, waiting, 2))
                .containsExactly(new Skip(key(2), "replaced by a newer due time: " + key(3).dueAt()));
        Situation backfilling = new Situation(Optional.empty(), candidates(Kind.BACKFILL, 2), List.of());
        assertThat(decisions(Overlap.REPLACE, backfilling, 1)).containsExactly(new Wait(key(1)));
    }

    @Test
    void replaceStartsOnlyTheNewestOfSeveralDueTogether() {
        assertThat(decisions(Overlap.REPLACE, FREE, 1, 2, 3)).hasSize(3).last().isEqualTo(new Start(key(3)));
    }

    @Test
    void allowStartsAllThereIsRoomFor() {
        assertThat(decisions(Overlap.ALLOW, BUSY, 2, 3, 4))
                .containsExactly(new Start(key(2)), new Start(key(3)), new Start(key(4)));
        assertThat(ClaimPlan.of(Overlap.ALLOW, BUSY, candidates(Kind.SCHEDULE, 2, 3), 1)
                        .decisions())
                .containsExactly(new Start(key(2)));
    }

    @Test
    void aPausedJobIsSkippedUnlessTheRunWasRequested() {
        Situation paused = new Situation(Optional.of("night"), List.of(), List.of());
        assertThat(decisions(Overlap.SKIP, paused, 2)).containsExactly(new Skip(key(2), "paused: night"));
        assertThat(ClaimPlan.of(Overlap.SKIP, paused, candidates(Kind.MANUAL, 2), 1)
                        .decisions())
                .containsExactly(new Start(key(2)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SKIP", "QUEUE_ONE", "REPLACE"})
    void aBackfillAndACatchUpGoOneAfterTheOtherAndNothingIsDropped(Overlap overlap) {
        for (Kind kind : List.of(Kind.BACKFILL, Kind.CATCH_UP)) {
            assertThat(ClaimPlan.of(overlap, FREE, candidates(kind, 1, 2, 3), 9).decisions())
                    .containsExactly(new Start(key(1)), new Wait(key(2)), new Wait(key(3)));
        }
    }

    @Test
    void replaceDropsNoneThatIsWantedForItself() {
        Situation backfilling =
                new Situation(Optional.empty(), candidates(Kind.SCHEDULE, 1), candidates(Kind.BACKFILL, 2, 3));
        assertThat(decisions(Overlap.REPLACE, backfilling, 9)).containsExactly(new Cancel(key(1)), new Wait(key(9)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SKIP", "QUEUE_ONE", "REPLACE"})
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "A backfill made 18 of 18 live due times be skipped, and replace cancelled it",
            now = "What is due now waits for the one backfill that is running, and goes before all others")
    void whatIsDueNowIsNeitherSkippedForABackfillNorStopsIt(Overlap overlap) {
        Situation backfilling =
                new Situation(Optional.empty(), candidates(Kind.BACKFILL, 1), candidates(Kind.BACKFILL, 2, 3));
        assertThat(decisions(overlap, backfilling, 9)).containsExactly(new Wait(key(9)));
    }

    @ParameterizedTest
    @EnumSource(names = {"SKIP", "QUEUE_ONE"})
    void severalDueTimesWaitForABackfillAndNoneIsSkipped(Overlap overlap) {
        Situation backfilling =
                new Situation(Optional.empty(), candidates(Kind.BACKFILL, 1), candidates(Kind.BACKFILL, 2));
        assertThat(decisions(Overlap.SKIP, backfilling, 8, 9)).containsExactly(new Wait(key(8)), new Wait(key(9)));
        assertThat(decisions(overlap, backfilling, 9)).containsExactly(new Wait(key(9)));
    }

    @Test
    void whatIsDueNowStartsBeforeAnOlderBackfill() {
        List<Candidate> due = Stream.concat(
                        candidates(Kind.BACKFILL, 1, 2).stream(), candidates(Kind.SCHEDULE, 9).stream())
                .toList();
        assertThat(ClaimPlan.of(Overlap.SKIP, FREE, due, 9).decisions())
                .containsExactly(new Start(key(9)), new Wait(key(1)), new Wait(key(2)));
    }

    @ParameterizedTest
    @EnumSource(Overlap.class)
    void whatAnotherReplicaHasDecidedMeanwhileIsLeftAlone(Overlap overlap) {
        Situation decided = new Situation(Optional.empty(), candidates(Kind.SCHEDULE, 1), candidates(Kind.SCHEDULE, 2));
        assertThat(decisions(overlap, decided, 1, 2)).isEmpty();
    }

    private static List<ClaimPlan.Decision> decisions(Overlap overlap, Situation situation, int... due) {
        return ClaimPlan.of(overlap, situation, candidates(Kind.SCHEDULE, due), due.length)
                .decisions();
    }

    private static List<Candidate> candidates(Kind kind, int... due) {
        return Arrays.stream(due).mapToObj(i -> new Candidate(key(i), kind)).toList();
    }

    private static RunKey key(int second) {
        return new RunKey("job", Instant.ofEpochSecond(second));
    }
}
