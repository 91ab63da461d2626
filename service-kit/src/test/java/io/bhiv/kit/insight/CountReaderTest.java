package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Reason;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.Timing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CountReaderTest {

    private enum Refusal implements Reason {
        TOO_LARGE
    }

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Latencies latencies = new Latencies();
    private final IntakeCounters<Refusal, Reason.None> counters =
            new IntakeCounters<>("prana", Refusal.class, Reason.None.class).register(meters);
    private final CountReader reader = new CountReader(meters, latencies);

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
    void onlyWhatWasTimedIsReportedAndOnlyOnce() {
        latencies.of("call", "kafka");
        latencies.of("acknowledgement", "prana").record(Duration.ofMillis(3).toNanos());

        assertThat(reader.timings()).singleElement().satisfies(timing -> {
            assertThat(timing.name()).isEqualTo("acknowledgement");
            assertThat(timing.subject()).isEqualTo("prana");
            assertThat(timing.sumMs()).isEqualTo(3.0);
        });
        assertThat(reader.timings()).isEmpty();

        latencies.of("call", "kafka").record(1);
        assertThat(reader.timings()).extracting(Timing::subject).containsExactly("kafka");
    }
}
