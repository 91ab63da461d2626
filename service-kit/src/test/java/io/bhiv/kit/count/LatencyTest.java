package io.bhiv.kit.count;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.bhiv.kit.count.Latency.Recorded;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LatencyTest {

    private final Latency latency = new Latencies().of("acknowledgement", "oura");

    @Property
    void aValueLiesInItsBucketWhichIsAtMostAnEighthWide(@ForAll @LongRange(min = 0, max = (1L << 36) - 1) long micros) {
        int bucket = Latency.bucketOf(micros);
        long start = bucket == 0 ? 0 : Latency.endOf(bucket - 1);
        long end = Latency.endOf(bucket);

        assertThat(micros).isBetween(start, end - 1);
        assertThat(end - start).isLessThanOrEqualTo(Math.max(1, start / 8));
    }

    @Test
    void whatIsBeyondTheLongestCountsAsTheLongest() {
        latency.record(Long.MAX_VALUE);
        latency.record(-1);

        assertThat(latency.recorded().count()).isEqualTo(2);
    }

    @Test
    void percentilesAreThoseOfWhatWasRecorded() {
        for (int millis = 1; millis <= 1000; millis++) {
            latency.record(TimeUnit.MILLISECONDS.toNanos(millis));
        }

        Recorded recorded = latency.recorded();

        assertThat(recorded.count()).isEqualTo(1000);
        assertThat(recorded.sumMillis()).isEqualTo(500_500);
        assertThat(recorded.percentileMillis(50)).isBetween(500.0, 563.0);
        assertThat(recorded.percentileMillis(95)).isBetween(950.0, 1069.0);
        assertThat(recorded.percentileMillis(99)).isBetween(990.0, 1114.0);
    }

    @Test
    void anIntervalHoldsOnlyWhatWasRecordedInIt() {
        latency.record(TimeUnit.SECONDS.toNanos(9));
        Recorded before = latency.recorded();
        latency.record(TimeUnit.MILLISECONDS.toNanos(2));

        Recorded interval = latency.recorded().since(before);

        assertThat(interval.count()).isEqualTo(1);
        assertThat(interval.sumMillis()).isEqualTo(2.0, within(0.001));
        assertThat(interval.percentileMillis(99)).isLessThan(2.3);
    }

    @Test
    void nothingHasNoPercentile() {
        assertThat(Recorded.nothing().percentileMillis(50)).isZero();
    }

    @Test
    void subjectsThatACallerInventsDoNotMakeTheHistogramsGrow() {
        Latencies latencies = new Latencies();
        for (int i = 0; i < 1000; i++) {
            latencies.of("core-sync", "module-" + i).record(1);
        }

        assertThat(latencies.all()).hasSize(51);
        assertThat(latencies.of("core-sync", "module-999").subject()).isEqualTo("_other");
    }
}
