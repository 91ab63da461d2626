package io.bhiv.automation.engine.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bhiv.automation.engine.job.CronExpression;
import io.bhiv.automation.engine.job.Trigger;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTimesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 30 2 * * *  | Europe/Berlin       | 2026-03-28T12:00:00Z | 2026-03-29T03:00+02:00
            0 30 2 * * *  | Europe/Berlin       | 2026-10-24T12:00:00Z | 2026-10-25T02:30+02:00
            0 30 2 * * *  | America/New_York    | 2026-03-07T20:00:00Z | 2026-03-08T03:00-04:00
            0 30 1 * * *  | America/New_York    | 2026-10-31T20:00:00Z | 2026-11-01T01:30-04:00
            0 15 2 * * *  | Australia/Lord_Howe | 2026-10-03T12:00:00Z | 2026-10-04T02:30+11:00
            0 45 1 * * *  | Australia/Lord_Howe | 2026-04-04T10:00:00Z | 2026-04-05T01:45+11:00
            """)
    void aTimeOfTheDayHappensOnceAcrossAClockChange(String cron, String zone, Instant after, String expected) {
        Instant first = OffsetDateTime.parse(expected).toInstant();
        assertThat(next(cron, zone, after, 2))
                .as("once, and then on the next day")
                .startsWith(first)
                .element(1)
                .satisfies(second -> assertThat(second).isAfter(first.plusSeconds(20 * 3600)));
    }

    @Test
    @FixedFault(area = Area.HTTP, fault = "SAT-SUN was refused", now = "Ranges of days may end with Sunday")
    void rangeOfDaysMayEndWithSundayAsZeroOrSeven() {
        Instant friday = Instant.parse("2026-05-01T12:00:00Z");
        for (String days : List.of("SAT-SUN", "6-7", "6-0", "SUN,SAT")) {
            assertThat(next("0 0 9 * * " + days, "UTC", friday, 3))
                    .as(days)
                    .containsExactly(
                            Instant.parse("2026-05-02T09:00:00Z"),
                            Instant.parse("2026-05-03T09:00:00Z"),
                            Instant.parse("2026-05-09T09:00:00Z"));
        }
    }

    @Test
    void everyHourRunsThroughBothPassesOfARepeatedHour() {
        assertThat(next("0 0 * * * *", "Europe/Berlin", Instant.parse("2026-10-24T23:30:00Z"), 4))
                .containsExactly(
                        Instant.parse("2026-10-25T00:00:00Z"),
                        Instant.parse("2026-10-25T01:00:00Z"),
                        Instant.parse("2026-10-25T02:00:00Z"),
                        Instant.parse("2026-10-25T03:00:00Z"));
    }

    @Test
    void everyHourHasNothingInAnHourThatIsLeftOut() {
        assertThat(next("0 30 * * * *", "America/New_York", Instant.parse("2026-03-08T06:00:00Z"), 2))
                .containsExactly(Instant.parse("2026-03-08T06:30:00Z"), Instant.parse("2026-03-08T07:30:00Z"));
    }

    @Test
    void everyHourRepeatsTheHalfHourOfLordHowe() {
        // Clocks go back from 02:00 (+11) to 01:30 (+10:30): 01:45 comes twice, half an hour apart.
        assertThat(next("0 45 * * * *", "Australia/Lord_Howe", Instant.parse("2026-04-04T14:00:00Z"), 3))
                .containsExactly(
                        Instant.parse("2026-04-04T14:45:00Z"),
                        Instant.parse("2026-04-04T15:15:00Z"),
                        Instant.parse("2026-04-04T16:15:00Z"));
    }

    @Test
    void severalTimesLeftOutTogetherHappenOnceWhenTheClocksJump() {
        assertThat(next("0 0/10 2 * * *", "Europe/Berlin", Instant.parse("2026-03-29T00:59:59Z"), 2))
                .containsExactly(Instant.parse("2026-03-29T01:00:00Z"), Instant.parse("2026-03-30T00:00:00Z"));
    }

    @Test
    void aYearOfDailyTimesHasOnePerDayInEveryZoneWithClockChanges() {
        for (String zone : List.of("Europe/Berlin", "America/New_York", "Australia/Lord_Howe")) {
            for (String time : List.of("0 30 1", "0 0 2", "0 15 2", "0 30 2", "0 59 2", "0 0 3")) {
                Trigger cron = cron(time + " * * *", zone);
                Instant start = OffsetDateTime.parse("2026-01-01T12:00:00Z").toInstant();
                assertThat(DueTimes.between(cron, start, start.plusSeconds(365L * 86_400), 1_000))
                        .as("%s in %s", time, zone)
                        .hasSize(365);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0 0 0 30 2 *", "0 0 0 31 4,6,9,11 *", "0 0 0 30 2 ?"})
    void aDateThatDoesNotExistNeverComes(String cron) {
        assertThat(DueTimes.after(cron(cron, "UTC"), Instant.EPOCH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 12 29 2 *    | 2028-02-29T12:00:00Z
            0 0 12 L * *     | 2026-01-31T12:00:00Z
            0 0 12 L-3 * *   | 2026-01-28T12:00:00Z
            0 0 12 15W 2 *   | 2026-02-16T12:00:00Z
            0 0 12 ? * FRI#2 | 2026-01-09T12:00:00Z
            0 0 12 * * 5L    | 2026-01-30T12:00:00Z
            0 0 12 ? * SUN   | 2026-01-04T12:00:00Z
            0 0 12 ? * 7     | 2026-01-04T12:00:00Z
            0 0 12 ? 2 MON#5 | 2044-02-29T12:00:00Z
            5-10/5 * * * * * | 2026-01-01T00:00:05Z
            """)
    void specialFieldsAreUnderstood(String cron, Instant expected) {
        assertThat(DueTimes.after(cron(cron, "UTC"), Instant.parse("2026-01-01T00:00:00Z")))
                .contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "* * * * *", "60 * * * * *", "* * 24 * * *", "* * * 0 * *", "* * * * 13 *", "* * * * * 8",
                        "* * * * * MOON",
                "10-5 * * * * *", "*/0 * * * * *", "0 0 0 1 * MON", "a b c d e f", "", "0 0 0 1,,2 * *", "-1 * * * * *"
            })
    void malformedExpressionIsRefusedWithTheReason(String text) {
        assertThatThrownBy(() -> CronExpression.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(".*(field|range|six|restricted).*");
    }

    private static List<Instant> next(String cron, String zone, Instant after, int count) {
        return DueTimes.next(cron(cron, zone), after, count);
    }

    private static Trigger cron(String text, String zone) {
        return new Trigger.Cron(CronExpression.parse(text), ZoneId.of(zone));
    }
}
