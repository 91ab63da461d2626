package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.bhiv.insight.ask.JobTimes;
import io.bhiv.insight.ask.JobTimes.Run;
import io.bhiv.insight.page.TimeLine.Kind;
import io.bhiv.insight.page.TimeLine.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeLineTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @Test
    void nowIsInTheMiddleAndTwelveHoursLieOnEachSide() {
        TimeLine line = line(
                List.of(
                        run("2026-11-29T06:00:00Z", "succeeded", "2026-11-29T06:00:01Z"),
                        run("2026-11-29T00:00:00Z", "succeeded", "2026-11-29T00:00:01Z"),
                        run("2026-11-28T23:59:00Z", "succeeded", "2026-11-28T23:59:01Z")),
                List.of(NOW.plus(Duration.ofHours(6)), NOW.plus(Duration.ofHours(13))));

        assertThat(line.marks())
                .extracting(Mark::x, Mark::kind)
                .containsExactly(tuple(0, Kind.SUCCEEDED), tuple(180, Kind.SUCCEEDED), tuple(540, Kind.PLANNED));
        assertThat(line.summary()).isEqualTo("2 succeeded, 1 planned");
    }

    @ParameterizedTest
    @CsvSource({
        "succeeded, SUCCEEDED",
        "failed, FAILED",
        "unknown, FAILED",
        "missed, MISSED",
        "skipped, SKIPPED",
        "cancelled, SKIPPED",
        "due, RUNNING",
        "waiting, RUNNING",
        "running, RUNNING",
        "of a later version, FAILED"
    })
    void everyStateHasAMark(String state, Kind kind) {
        assertThat(line(List.of(run("2026-11-29T11:00:00Z", state, null)), List.of())
                        .marks())
                .extracting(Mark::kind)
                .containsExactly(kind);
    }

    @Test
    void aRunThatStartedMoreThanAMinuteLateIsMarkedAndSaysByHowMuch() {
        TimeLine line = line(
                List.of(
                        run("2026-11-29T11:00:00Z", "succeeded", "2026-11-29T11:01:01Z"),
                        run("2026-11-29T10:00:00Z", "succeeded", "2026-11-29T10:01:00Z")),
                List.of());

        assertThat(line.marks()).extracting(Mark::kind).containsExactly(Kind.SUCCEEDED, Kind.LATE);
        assertThat(line.marks().getLast().title()).isEqualTo("late, due 2026-11-29T11:00:00Z, started 61 s late");
    }

    @Test
    void whatWentWrongStandsInWordsTheNewestFiveOfAJobFirst() {
        TimeLine line = line(
                List.of(
                        run("2026-11-29T11:50:00Z", "failed", null),
                        run("2026-11-29T11:40:00Z", "succeeded", null),
                        run("2026-11-29T11:30:00Z", "missed", null),
                        run("2026-11-29T11:20:00Z", "skipped", null),
                        run("2026-11-29T11:10:00Z", "failed", null),
                        run("2026-11-29T11:00:00Z", "succeeded", "2026-11-29T11:01:01Z"),
                        run("2026-11-29T10:50:00Z", "failed", null)),
                List.of(Instant.parse("2026-11-29T12:10:00Z")));

        assertThat(TimeLine.troubles(List.of(line)))
                .extracting(one -> one.mark().kind())
                .containsExactly(Kind.FAILED, Kind.MISSED, Kind.SKIPPED, Kind.FAILED, Kind.LATE);
        assertThat(TimeLine.troubles(List.of(line)).getLast().mark().note()).isEqualTo(", started 61 s late");
    }

    @Test
    void theAxisReachesFromTwelveHoursAgoToTwelveHoursOn() {
        assertThat(TimeLine.hours(NOW))
                .hasSize(5)
                .startsWith(NOW.minus(Duration.ofHours(12)))
                .contains(NOW)
                .endsWith(NOW.plus(Duration.ofHours(12)));
    }

    @Test
    void aJobWithoutRunsSaysSo() {
        assertThat(line(List.of(), List.of()).summary()).isEqualTo("nothing in these hours");
    }

    @Test
    void whatWasNotAnsweredSaysSo() {
        TimeLine line = TimeLine.of(new JobTimes("nightly", false, List.of(), List.of(), null, null), NOW);

        assertThat(line.answered()).isFalse();
        assertThat(line.summary()).isEqualTo("not answered");
    }

    @Test
    void whatWasNotAskedForIsNoPauseOfAFrequentJob() {
        JobTimes times = new JobTimes(
                "each minute",
                true,
                List.of(),
                List.of(),
                NOW.minus(Duration.ofMinutes(50)),
                NOW.plus(Duration.ofMinutes(24)));

        TimeLine line = TimeLine.of(times, NOW);

        assertThat(line.knownFrom()).isEqualTo(335);
        assertThat(line.knownUntil()).isEqualTo(372);
        assertThat(line.unknownAfter()).isEqualTo(348);
        assertThat(line.summary()).contains("not shown");
    }

    private static TimeLine line(List<Run> runs, List<Instant> planned) {
        return TimeLine.of(new JobTimes("nightly", true, runs, planned, null, null), NOW);
    }

    private static Run run(String due, String state, @Nullable String started) {
        return new Run(Instant.parse(due), state, started == null ? null : Instant.parse(started), "");
    }
}
