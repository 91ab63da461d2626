package io.bhiv.insight.picture;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class HistogramTest {

    @Property(tries = 300)
    void aPercentileOfSeveralReportsIsTheEndOfTheBucketOfTheExactOne(
            @ForAll @NotEmpty List<@From("reports") List<Long>> reports) {
        long[] exact = reports.stream()
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        Histogram merged = reports.stream().map(HistogramTest::reported).reduce(Histogram.NONE, Histogram::and);

        if (exact.length == 0) {
            assertThat(merged.percentiles()).isEmpty();
        } else {
            Percentiles shown = merged.percentiles().orElseThrow();
            assertThat(shown.of()).isEqualTo(exact.length);
            assertWithinOneBucket(shown.p50Ms(), exact, 50);
            assertWithinOneBucket(shown.p95Ms(), exact, 95);
            assertWithinOneBucket(shown.p99Ms(), exact, 99);
        }
    }

    private static void assertWithinOneBucket(double shownMs, long[] exact, int percentile) {
        long micros = exact[Math.ceilDiv(exact.length * percentile, 100) - 1];
        assertThat(shownMs * 1_000).isBetween((double) micros, micros + Math.max(1, micros / 8.0));
    }

    @Property(tries = 100)
    void theOrderInWhichReportsAreAddedDoesNotMatter(
            @ForAll @From("reports") List<Long> one, @ForAll @From("reports") List<Long> other) {
        assertThat(reported(one).and(reported(other)).kept())
                .isEqualTo(reported(other).and(reported(one)).kept());
    }

    @Property(tries = 100)
    void whatIsKeptIsWhatWasCounted(@ForAll @From("reports") List<Long> one) {
        Histogram histogram = reported(one);

        assertThat(Histogram.kept(Arrays.stream(histogram.kept()).boxed().toArray(Long[]::new))
                        .percentiles())
                .isEqualTo(histogram.percentiles());
    }

    /** Anybody may write to a topic, and a table. */
    @Test
    void countsThatAreTooLargeStayInTheirBucket() {
        Histogram most = Histogram.of(new TreeMap<>(Map.of(3, Long.MAX_VALUE)));

        assertThat(most.and(most).percentiles())
                .hasValueSatisfying(known -> assertThat(known.p99Ms()).isEqualTo(0.004));
        assertThat(Histogram.kept(new Long[] {-1L}).percentiles()).isPresent();
    }

    /** Microseconds, many alike and some far away. */
    @Provide
    Arbitrary<List<Long>> reports() {
        return Arbitraries.oneOf(
                        Arbitraries.longs().between(0, 20),
                        Arbitraries.longs().between(4_000, 6_000),
                        Arbitraries.longs().between(1, 3_600_000_000L))
                .list()
                .ofMaxSize(60);
    }

    private static Histogram reported(List<Long> micros) {
        Latency latency = new Latencies().of("call", "kafka");
        micros.forEach(one -> latency.record(TimeUnit.MICROSECONDS.toNanos(one)));
        return Histogram.of(latency.recorded().buckets());
    }
}
