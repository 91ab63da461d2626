package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.IntakeParts;
import io.bhiv.kit.count.IntakeParts.Parts;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Latency;
import io.bhiv.kit.count.Reason;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.Timing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CountReaderTest {

    private enum Refusal implements Reason {
        TOO_LARGE
    }

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Latencies latencies = new Latencies();
    private final IntakeCounters<Refusal, Reason.None> counters =
            new IntakeCounters<>("prana", Refusal.class, Reason.None.class).register(meters);
    private final IntakeParts parts = new IntakeParts();
    private final CountReader reader = new CountReader(meters, latencies, parts);

    @Test
    void onlyWhatGrewIsReportedAndOnlyOnce() {
        counters.received(3);
        counters.refused(Refusal.TOO_LARGE, 1);

        assertThat(reader.counts())
                .containsExactlyInAnyOrder(
                        new CountDelta("prana", "received", "", 3), new CountDelta("prana", "refused", "too_large", 1));
        assertThat(reader.counts()).isEmpty();

        counters.received(2);
        assertThat(reader.counts()).containsExactly(new CountDelta("prana", "received", "", 2));
    }

    @Test
    void partsAreCountedByNameAndAreNoMetrics() {
        Parts<Refusal, Reason.None> modules = parts.of("core-updates", Refusal.class, Reason.None.class);
        modules.of("finance").received(2);
        modules.of("finance").refused(Refusal.TOO_LARGE, 1);

        assertThat(reader.partCounts())
                .containsExactlyInAnyOrder(
                        new CountDelta("core-updates/finance", "received", "", 2),
                        new CountDelta("core-updates/finance", "refused", "too_large", 1));
        assertThat(reader.partCounts()).isEmpty();
        assertThat(reader.counts()).isEmpty();
        assertThat(meters.find(IntakeCounters.METRIC)
                        .tag("intake", intake -> intake.startsWith("core-updates"))
                        .functionCounters())
                .isEmpty();
    }

    @Test
    void whoeverInventsNamesOfPartsSharesOne() {
        Parts<Refusal, Reason.None> modules = parts.of("core-updates", Refusal.class, Reason.None.class);
        for (int module = 0; module < 1_000; module++) {
            modules.of("module-" + module).received(1);
        }

        assertThat(reader.partCounts())
                .hasSize(51)
                .contains(new CountDelta("core-updates/_other", "received", "", 950));
    }

    @Test
    void onlyWhatWasTimedIsReportedAndOnlyOnce() {
        latencies.of("call", "kafka");
        latencies.of("acknowledgement", "prana").record(Duration.ofMillis(3).toNanos());

        assertThat(reader.timings()).singleElement().satisfies(timing -> {
            assertThat(timing.name()).isEqualTo("acknowledgement");
            assertThat(timing.subject()).isEqualTo("prana");
            assertThat(timing.sumMs()).isEqualTo(3.0);
            assertThat(timing.buckets()).hasSize(1).containsValue(1L);
        });
        assertThat(reader.timings()).isEmpty();

        latencies.of("call", "kafka").record(1);
        assertThat(reader.timings()).extracting(Timing::subject).containsExactly("kafka");
    }

    @Test
    void aReportStaysBoundedHoweverDifferentlyLongEverythingTakes() {
        for (int subject = 0; subject < 150; subject++) {
            for (long nanos = 1_000; nanos < Duration.ofHours(1).toNanos(); nanos += nanos / 10) {
                latencies.of("name-" + subject % 3, "subject-" + subject).record(nanos);
            }
        }

        List<Timing> timings = reader.timings();

        assertThat(timings).hasSize(150).allMatch(timing -> timing.p99Ms() > 0);
        assertThat(timings.stream()
                        .map(Timing::buckets)
                        .filter(Objects::nonNull)
                        .mapToInt(Map::size)
                        .sum())
                .isBetween(CountReader.MOST_BUCKETS - Latency.BUCKETS, CountReader.MOST_BUCKETS);
    }
}
