package io.bhiv.automation.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.automation.engine.evaluate.Timetable.Owed;
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
        Owed first = table.owed(START.plusSeconds(1), 100);
        assertThat(first.occurrences()).hasSize(3);
        assertThat(table.owed(START.plusSeconds(1), 100)).isEqualTo(first);

        table.settled(first);
        assertThat(table.owed(START.plusSeconds(1), 100).isNothing()).isTrue();
        assertThat(table.nextDue()).contains(START.plusSeconds(2));
    }

    @Test
    void tenThousandJobsDueInOneSecondAreAllOwedInBoundedSteps() {
        Timetable table = table(10_000);
        long owed = 0;
        boolean complete = false;
        while (!complete) {
            Owed step = table.owed(START.plusSeconds(1), 5_000);
            assertThat(step.occurrences()).hasSizeLessThanOrEqualTo(5_000);
            owed += step.occurrences().size();
            table.settled(step);
            complete = step.complete();
        }
        assertThat(owed).isEqualTo(10_000);
        assertThat(table.owed(START.plusSeconds(1), 5_000).isNothing()).isTrue();
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
