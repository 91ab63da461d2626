package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.insight.evaluate.Queue;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    @ParameterizedTest
    @CsvSource({"0.4, 0.4, ms", "12.34, 12, ms", "1500, 1.5, s", "90000, 1.5, min"})
    void theUnitStandsBesideTheNumber(double millis, String number, String unit) {
        assertThat(Format.ms(millis).toString())
                .contains(">" + number + "</span>")
                .contains("\u202f" + unit + "</span>");
    }

    @Test
    void aPercentileSaysOfHowManyItIsWhereThoseAreNotAll() {
        assertThat(Format.p99(latency(40, new Percentiles(40, 1, 2, 3))).toString())
                .isEqualTo(Format.ms(3.0).toString());
        assertThat(Format.p99(latency(40, new Percentiles(10, 1, 2, 3))).toString())
                .contains("of 10 of 40")
                .contains("≈ ")
                .contains(Format.ms(3.0).toString());
        assertThat(Format.p99(latency(40, null)).toString()).contains("does not report how durations");
        assertThat(Format.p99(null).toString()).contains("nothing yet");
    }

    private static Latency latency(long count, @Nullable Percentiles percentiles) {
        return new Latency("s", "acknowledgement", "prana", count, 1, 0, percentiles, Instant.EPOCH);
    }

    @Test
    void nearlyAllIsNotShownAsAll() {
        assertThat(Format.percent(OptionalDouble.of(99.97)).toString()).contains(">99.9<");
        assertThat(Format.percent(OptionalDouble.of(100)).toString()).contains(">100<");
        assertThat(Format.percent(OptionalDouble.empty()).toString()).contains("nothing yet");
    }

    @Test
    void aGapInASparklineIsAGap() {
        String path = Format.spark(List.of(1.0, 2.0, Double.NaN, 3.0)).toString();

        assertThat(path.split("M", -1)).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"PT45S, 45, s", "PT3M, 3, min", "PT3H, 3, h", "PT72H, 3, days"})
    void spansGetTheUnitThatFits(Duration span, String number, String unit) {
        assertThat(Format.span(span).toString()).contains(">" + number + "<").contains(unit);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, events", "1, 1, event", "1234567, '1,234,567', events"})
    void eventsStandBesideTheirNumber(long value, String number, String unit) {
        String expected = "<span class=\"n\">" + number + "</span><span class=\"u\">\u202f" + unit + "</span>";

        assertThat(Format.events(value).toString()).isEqualTo(expected);
        assertThat(Format.events((double) value).toString()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"512, 512, B", "31232192512, 29.1, GiB", "270582939648, 252, GiB", "1023, 1023, B", "1024, 1.0, KiB"})
    void bytesGetTheUnitThatFits(long bytes, String number, String unit) {
        assertThat(Format.bytes(bytes).toString()).contains(">" + number + "<").contains("\u202f" + unit + "</span>");
    }

    @ParameterizedTest
    @CsvSource({
        "PT1S, a second",
        "PT60S, a minute",
        "PT300S, 5 minutes",
        "PT90S, 90 seconds",
        "PT1H, an hour",
        "P1D, a day",
        "P7D, 7 days"
    })
    void windowsAreWrittenInWords(Duration window, String words) {
        assertThat(Format.window(window)).isEqualTo(words);
    }

    /** The pages of recoveries and jobs have no script that adds the day, and what they show may be from a year ago. */
    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "on the pages of jobs and recoveries, and in the audit log of 400 days, a time was that of a clock without its day",
            now = "every time is written with its day and year, in UTC, and the script of the page alone shortens it")
    void everyTimeNamesItsDay() {
        Instant at = Instant.parse("2025-11-06T02:51:10.123Z");

        assertThat(Format.time(at).toString()).contains(">6 Nov 2025 02:51:10 UTC<");
        assertThat(Format.ago(at).toString()).contains(">6 Nov 2025 02:51:10 UTC<");
        assertThat(Format.exact(at).toString()).contains(">6 Nov 2025 02:51:10.123 UTC<");
        assertThat(Format.exact(at.toString()).toString()).contains(">6 Nov 2025 02:51:10.123 UTC<");
        assertThat(Format.minute(at).toString()).contains(">6 Nov 2025 02:51 UTC<");
    }

    @Test
    void aDashSaysWhyThereIsNoFigure() {
        Queue empty = new Queue(
                "automation-service", "automation-runs", 0, 0, 0, 0, null, null, null, 0, false, null, Instant.EPOCH);

        assertThat(Format.oldest(empty).toString()).contains("nothing waits");
        assertThat(Format.lateness(empty).toString()).contains("no alert has a limit");
        assertThat(Format.leased(empty).toString()).contains("nothing is leased from it");
        assertThat(Format.drains(empty).toString()).contains("nothing was finished");
    }

    @Test
    void aRateBelowOneInTenSecondsIsNoZero() {
        assertThat(Format.rate(1 / 180.0).toString()).contains(">0.3<").contains("/min");
        assertThat(Format.rate(0).toString()).contains(">0.0<").contains("/s");
    }

    @Test
    void figuresAreWrittenTheSameOnEveryMachine() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertThat(Format.count(1_234).toString()).contains(">1,234<");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsTooOldHasAnIconAndAWord() {
        Queue old = new Queue(
                "bucket-service",
                "prana",
                1,
                0,
                0,
                0,
                null,
                Duration.ofHours(3),
                Duration.ofHours(1),
                3,
                true,
                2L,
                Instant.EPOCH);

        assertThat(Format.oldest(old).toString()).contains(">3<");
        assertThat(Format.lateness(old).toString()).contains("<svg").contains("too old");
        assertThat(Format.leased(old).toString()).contains(">2<");
    }
}
