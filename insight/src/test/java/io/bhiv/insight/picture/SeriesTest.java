package io.bhiv.insight.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.evaluate.Latency;
import io.bhiv.insight.evaluate.Silence;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeriesTest {

    private static final Instant FIRST_DAY = Instant.parse("2026-03-01T00:00:00Z");
    private static final CountKey RECEIVED = new CountKey("biometric-bridge-service", "oura", "received", "");
    private static final MinuteTiming TIMED = new MinuteTiming(1, 5, Histogram.NONE);
    private static final CountKey REPORTS = CountKey.reports("biometric-bridge-service");

    private final Series series = new Series();

    @Test
    void aCadenceIsForgottenOnceEventsCameAtAnother() {
        activeEachMinuteOfTheFirstDay();
        for (int day = 1; day <= 3; day++) {
            for (int hour = 0; hour < 24; hour++) {
                Instant now = at(day, hour);
                series.add(REPORTS, Minutes.minuteOf(now), 1);
                if (hour == 9 || hour == 12 || hour == 15) {
                    series.add(RECEIVED, Minutes.minuteOf(now), 1);
                }
                var _ = silence(now);
            }
        }

        Silence night = silence(at(4, 5));

        assertThat(night.lastAt()).isEqualTo(at(3, 15));
        assertThat(night.usualGap()).isEqualTo(Duration.ofHours(18));
        assertThat(night.isUnusual(at(4, 5))).isFalse();
    }

    @Test
    void aCadenceIsRememberedWhileNothingComes() {
        activeEachMinuteOfTheFirstDay();
        for (int hour = 0; hour < 24; hour++) {
            series.add(REPORTS, Minutes.minuteOf(at(1, hour)), 1);
            var _ = silence(at(1, hour));
        }

        Silence later = silence(at(2, 5));

        assertThat(later.usualGap()).isEqualTo(Duration.ofMinutes(1));
        assertThat(later.isUnusual(at(2, 5))).isTrue();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "who sends once a day had no cadence, and was never missed",
            now = "a cadence is also that of the last ten pauses, however long they are")
    void whoSendsOnceADayIsMissedAfterThreeDays() {
        for (int day = 0; day < 12; day++) {
            series.add(REPORTS, Minutes.minuteOf(at(day, 9)), 1);
            series.add(RECEIVED, Minutes.minuteOf(at(day, 9)), 1);
        }
        Instant usual = at(14, 8);
        Instant missed = at(14, 10);

        assertThat(silence(usual).usualGap()).isEqualTo(Duration.ofDays(1));
        assertThat(silence(usual).isUnusual(usual)).isFalse();
        assertThat(silence(missed).isUnusual(missed)).isTrue();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "names that modules invented took the place of the timings of every intake and dependency",
            now = "they have a bound of their own, and share one name beyond 50 in each process")
    void modulesThatAreInventedTakeNobodysPlace() {
        long minute = Minutes.minuteOf(FIRST_DAY);
        for (int module = 0; module < Series.MOST_TIMINGS + Series.MOST_MODULES; module++) {
            series.add(new TimingKey("core-bridge-service", "core-sync", "module-" + module), minute, TIMED);
        }

        series.add(new TimingKey("biometric-bridge-service", "acknowledgement", "oura"), minute, TIMED);
        series.add(new TimingKey("bucket-service", "call", "kafka"), minute, TIMED);

        assertThat(series.latencies(minute + 1))
                .hasSize(Series.MOST_MODULES + 2)
                .extracting(Latency::subject)
                .contains("oura", "kafka");
    }

    private void activeEachMinuteOfTheFirstDay() {
        long first = Minutes.minuteOf(FIRST_DAY);
        LongStream.range(first, first + Minutes.KEPT).forEach(minute -> {
            series.add(REPORTS, minute, 1);
            series.add(RECEIVED, minute, 1);
        });
    }

    private Silence silence(Instant now) {
        return series.intakes(now, Minutes.minuteOf(now) + 1).getFirst().silence();
    }

    private static Instant at(int day, int hour) {
        return FIRST_DAY.plus(Duration.ofDays(day)).plus(Duration.ofHours(hour));
    }
}
