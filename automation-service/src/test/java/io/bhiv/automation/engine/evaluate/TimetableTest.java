package io.bhiv.automation.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.evaluate.Timetable.DueRuns;
import io.bhiv.automation.engine.job.Job;
import io.bhiv.automation.engine.job.Policies;
import io.bhiv.automation.engine.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TimetableTest {

    private static final Instant START = Instant.parse("2026-05-01T10:00:00Z");

    @Test
    void whatWasNotSettledIsOwedAgain() {
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
