package io.bhiv.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bhiv.automation.engine.evaluate.DueTimes;
import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** Any text as a cron expression in any zone: a schedule that only goes forward, or a named problem; each in a bounded time. */
class CronFuzzTest {

    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("UTC"),
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/St_Johns"),
            ZoneId.of("Pacific/Apia"),
            ZoneId.of("Australia/Lord_Howe"));
    private static final Duration LIMIT = Duration.ofSeconds(2);

    @FuzzTest(maxDuration = "10m")
    void anyExpressionIsAScheduleOrANamedProblem(FuzzedDataProvider data) {
        ZoneId zone = data.pickValue(ZONES);
        Instant after = Instant.ofEpochSecond(data.consumeLong(-2_000_000_000L, 6_000_000_000L));
        String text = data.consumeRemainingAsString();
        CronExpression cron;
        try {
            cron = CronExpression.parse(text);
        } catch (IllegalArgumentException named) {
            assertThat(named.getMessage()).isNotBlank();
            return;
        }
        long begun = System.nanoTime();
        List<Instant> due = DueTimes.next(new Trigger.Cron(cron, zone), after, 3);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(LIMIT);
        assertThat(due)
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(one -> assertThat(one).isAfter(after));
        assertThat(CronExpression.parse(cron.toString())).isEqualTo(cron);
    }
}
