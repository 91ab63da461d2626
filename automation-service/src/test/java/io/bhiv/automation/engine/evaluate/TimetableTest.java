package io.bhiv.automation.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.evaluate.Timetable.DueRuns;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimetableTest {

    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

    @Test
    void unrecordedDueTimesAreDueAgain() {
        Timetable table = table(3);
        DueRuns first = table.due(START.plusSeconds(1), 100);
        assertThat(first.occurrences()).hasSize(3);
        assertThat(table.due(START.plusSeconds(1), 100)).isEqualTo(first);

        table.advance(first);
        assertThat(table.due(START.plusSeconds(1), 100).isEmpty()).isTrue();
        assertThat(table.nextDue()).contains(START.plusSeconds(2));
    }

    @Test
    void tenThousandJobsDueInOneSecondAreAllOwedInBoundedSteps() {
        Timetable table = table(10_000);
        long due = 0;
        boolean complete = false;
        while (!complete) {
            DueRuns step = table.due(START.plusSeconds(1), 5_000);
            assertThat(step.occurrences()).hasSizeLessThanOrEqualTo(5_000);
            due += step.occurrences().size();
            table.advance(step);
            complete = step.complete();
        }
        assertThat(due).isEqualTo(10_000);
        assertThat(table.due(START.plusSeconds(1), 5_000).isEmpty()).isTrue();
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "One job that had a year to catch up made the others late",
            now = "What is due now comes first, and catching up takes a bounded part of each turn")
    void aJobThatCatchesUpComesAfterThoseThatAreOnTimeAndInSmallSteps() {
        Trigger everySecond = new Trigger.Every(Duration.ofSeconds(1), Instant.EPOCH, OptionalLong.empty());
        List<Job> jobs = Stream.of("lagging", "on time")
                .map(name -> new Job(name, true, everySecond, List.of(), Policies.standard(), List.of(), List.of()))
                .toList();
        Timetable table = new Timetable(jobs, Map.of("lagging", START.minus(Duration.ofDays(365)), "on time", START));
        for (int turn = 1; turn <= 10; turn++) {
            DueRuns due = table.due(START.plusSeconds(turn), 5_000);
            assertThat(due.occurrences())
                    .hasSize(Evaluation.STEP + 1)
                    .first()
                    .satisfies(one -> assertThat(one.job()).isEqualTo("on time"));
            assertThat(due.complete()).isFalse();
            table.advance(due);
        }
    }

    private static Timetable table(int jobs) {
        Trigger everySecond = new Trigger.Every(Duration.ofSeconds(1), Instant.EPOCH, OptionalLong.empty());
        List<Job> all = IntStream.range(0, jobs)
                .mapToObj(i ->
                        new Job("job " + i, true, everySecond, List.of(), Policies.standard(), List.of(), List.of()))
                .toList();
        Map<String, Instant> cursors = new HashMap<>();
        all.forEach(job -> cursors.put(job.name(), START));
        return new Timetable(all, cursors);
    }
}
