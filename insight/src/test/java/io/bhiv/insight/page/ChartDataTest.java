package io.bhiv.insight.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.insight.Reports;
import io.bhiv.insight.picture.CountKey;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.picture.MinuteTiming;
import io.bhiv.insight.picture.TimingKey;
import io.bhiv.insight.store.InsightStore.CountPoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChartDataTest {

    private static final Instant NOW = Instant.parse("2026-03-01T03:00:30Z");
    private static final String SERVICE = "core-bridge-service";

    private final LivePicture picture = new LivePicture(Set.of(), NOW);

    @Test
    void theMinuteThatRunsIsNotDividedByAWholeOne() {
        LivePicture.History history = picture.readHistory();
        long minute = NOW.getEpochSecond() / 60;
        for (long one = minute - 2; one <= minute; one++) {
            history.count(CountKey.reports(SERVICE), one, 1);
        }
        history.count(new CountKey(SERVICE, "core-updates", "received", ""), minute - 1, 120);
        history.count(new CountKey(SERVICE, "core-updates", "received", ""), minute, 60);

        assertThat(received(NOW)).endsWith(null, 0.0, 2.0, 2.0);
        // Nothing can be told of its first seconds.
        assertThat(received(NOW.minusSeconds(28))).endsWith(0.0, 2.0, null);
    }

    @Test
    void neitherIsTheHourThatRuns() {
        Instant from = Instant.parse("2026-03-01T02:00:00Z");
        List<CountPoint> reports =
                List.of(new CountPoint(from, "reports", 1), new CountPoint(from.plusSeconds(3_600), "reports", 1));
        List<CountPoint> counts = List.of(
                new CountPoint(from, "received", 7_200), new CountPoint(from.plusSeconds(3_600), "received", 60));

        assertThat(ChartData.stored(
                                ChartData.timing(SERVICE, "core-updates"),
                                reports,
                                counts,
                                List.of(),
                                from,
                                2,
                                3_600,
                                NOW)
                        .received())
                .containsExactly(2.0, 2.0);
    }

    @Test
    void aModuleHasAChartOfItsOwn() {
        LivePicture.History history = picture.readHistory();
        long minute = NOW.getEpochSecond() / 60 - 1;
        history.count(CountKey.reports(SERVICE), minute, 1);
        history.count(new CountKey(SERVICE, "core-updates/finance", "received", ""), minute, 60);
        history.count(new CountKey(SERVICE, "core-updates/finance", "refused", "conflict"), minute, 30);
        history.timing(
                new TimingKey(SERVICE, "core-sync", "finance"),
                minute,
                MinuteTiming.of(Reports.timing("core-sync", "finance", 60, Duration.ofMillis(700))));

        ChartData chart = ChartData.live(picture, SERVICE, "core-updates/finance", NOW, 60, 1);

        assertThat(chart.received()).endsWith(1.0, (Double) null);
        assertThat(chart.refused()).endsWith(0.5, (Double) null);
        assertThat(chart.p99Ms().get(58)).isBetween(700.0, 800.0);
        assertThat(chart.timed()).isEqualTo("core-sync");
        assertThat(chart.limitMs()).isEqualTo(2_000);
    }

    private List<Double> received(Instant now) {
        return ChartData.live(picture, SERVICE, "core-updates", now, 60, 1).received();
    }
}
