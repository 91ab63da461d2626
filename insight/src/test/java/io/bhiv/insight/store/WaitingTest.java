package io.bhiv.insight.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.Reports;
import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.Vitals;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitingTest {

    private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");
    private static final Instant OLDEST = NOW.minusSeconds(3600);

    private final Reports reports = Reports.of("waiting");

    @Test
    @FixedFault(
            area = Area.MEMORY,
            fault = "reports that waited for PostgreSQL kept a state that is never stored and were bounded by number",
            now = "they wait without it, and the memory they take is bounded")
    void holdsBytesAndNoVitals() {
        Waiting waiting = new Waiting(10_000);

        for (int i = 1; i <= 100; i++) {
            waiting.add(withVitals(i));
        }

        assertThat(waiting.bytes()).isBetween(5_000L, 10_000L);
        List<InsightRecord> next = waiting.next(500, OLDEST);
        assertThat(waiting.dropped()).isEqualTo(100 - next.size());
        assertThat(next.getLast().sequence()).isEqualTo(100);
        assertThat(next)
                .allSatisfy(one -> assertThat(((InsightReport) one).vitals()).isNull());
    }

    @Test
    void whatIsWrittenGoesAndTheRestStays() {
        Waiting waiting = new Waiting(100_000);
        for (int i = 1; i <= 5; i++) {
            waiting.add(reports.received(i, 1, NOW));
        }

        waiting.written(waiting.next(3, OLDEST));

        assertThat(waiting.next(10, OLDEST)).extracting(InsightRecord::sequence).containsExactly(4L, 5L);
    }

    @Test
    void whatWasPushedOutWhileItWasWrittenTakesNothingElseAlong() {
        Waiting waiting = new Waiting(2_500);
        waiting.add(reports.received(1, 1, NOW));
        waiting.add(reports.received(2, 1, NOW));
        List<InsightRecord> next = waiting.next(10, OLDEST);
        for (int i = 3; i <= 10; i++) {
            waiting.add(reports.received(i, 1, NOW));
        }
        long left = waiting.next(10, OLDEST).size();

        waiting.written(next);

        assertThat(waiting.next(10, OLDEST)).hasSize((int) left);
    }

    @Test
    void whatIsTooOldIsDroppedAlsoBehindWhatIsNot() {
        Waiting waiting = new Waiting(100_000);
        waiting.add(reports.received(1, 1, NOW));
        waiting.add(reports.received(2, 1, OLDEST.minusSeconds(1)));
        waiting.add(reports.received(3, 1, NOW));

        assertThat(waiting.next(10, OLDEST)).extracting(InsightRecord::sequence).containsExactly(1L, 3L);
        assertThat(waiting.dropped()).isEqualTo(1);
    }

    private InsightReport withVitals(long sequence) {
        List<GaugeReading> gauges = IntStream.range(0, 50)
                .mapToObj(i -> new GaugeReading("gauge-" + i, Map.of(), i))
                .toList();
        return reports.received(sequence, 1, NOW)
                .with(new Vitals(true, List.of(), gauges, List.of(), List.of(), List.of()));
    }
}
