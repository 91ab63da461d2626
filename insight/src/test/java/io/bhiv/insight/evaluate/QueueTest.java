package io.bhiv.insight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.insight.GaugeReading;
import io.bhiv.model.insight.TallyReading;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueTest {

    private static final String BIOMETRIC = "biometric-bridge-service";
    private static final String WAITING = "bridge.backlog.waiting.oldest";

    @Test
    void aQueueOfPacketsHasAnAgeAndLeases() {
        Queue queue = queue(
                "bucket-service", "prana", 10, gauge("bridge.bucket.oldest.age", 90), gauge("bridge.bucket.leased", 4));

        assertThat(queue.pending()).isEqualTo(10);
        assertThat(queue.oldest()).isEqualTo(Duration.ofSeconds(90));
        assertThat(queue.leased()).isEqualTo(4);
        assertThat(queue.late()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2.5, PT4S", "0, "})
    @FixedFault(
            area = Area.TRUTH,
            fault = "a queue that had stood for an hour was said to be empty in two minutes, at the average of its day",
            now = "it drains as fast as it did in the last full minutes, and is never empty where nothing was finished")
    void aQueueDrainsAsFastAsItDoesNow(double finished, @Nullable Duration toEmpty) {
        Replica replica = Pictures.reporting("bucket-service", Pictures.NOW);
        Link up = new Link(true, Pictures.START);
        Reconciliation account = new Reconciliation("bucket-service", tally("prana", 10));
        Silence silence = new Silence("prana", null, null, null);
        Queue queue = Pictures.picture(
                        up,
                        up,
                        List.of(account),
                        FourNumbers.NONE,
                        List.of(
                                Pictures.intake("bucket-service", "prana", silence, new Recent(0, 0, finished)),
                                Pictures.intake("bucket-service", "objects", silence, new Recent(0, 0, 9))),
                        replica)
                .queues()
                .getFirst();

        assertThat(queue.drainPerSecond()).isEqualTo(finished);
        assertThat(queue.toEmpty()).isEqualTo(toEmpty);
    }

    @ParameterizedTest
    @CsvSource({"3600, false", "3601, true"})
    void packetsAreLateWhereTheAlertSaysSo(double age, boolean late) {
        assertThat(queue("bucket-service", "prana", 10, gauge("bridge.bucket.oldest.age", age))
                        .late())
                .isEqualTo(late);
    }

    @ParameterizedTest
    @CsvSource({"publish, 300, false", "publish, 301, true", "fetch, 9000, false"})
    void aDeliveryIsLateByWhatWaitsForKafkaAlone(String waitsFor, double age, boolean late) {
        Queue queue = queue(BIOMETRIC, "oura", 10, waiting("oura", waitsFor, age), waiting("whoop", "publish", 99_999));

        assertThat(queue.oldest()).isEqualTo(Duration.ofSeconds((long) age));
        assertThat(queue.late()).isEqualTo(late);
        assertThat(queue.leased()).isNull();
        assertThat(queue.leasing()).isFalse();
    }

    @Test
    void theOldestOfAQueueIsTheOldestOfWhatItWaitsFor() {
        Queue queue = queue(BIOMETRIC, "oura", 10, waiting("oura", "publish", 3), waiting("oura", "fetch", 70));

        assertThat(queue.oldest()).isEqualTo(Duration.ofSeconds(70));
    }

    @Test
    void ofAnEmptyQueueNothingIsOldest() {
        Queue queue = queue("bucket-service", "prana", 0, gauge("bridge.bucket.oldest.age", 0));

        assertThat(queue.oldest()).isNull();
        assertThat(queue.toEmpty()).isNull();
    }

    @Test
    void whatItsServiceDoesNotReportIsUnknown() {
        Queue queue = queue("bucket-service", "prana", 10);

        assertThat(queue.oldest()).isNull();
        assertThat(queue.leased()).isNull();
        assertThat(queue.leasing()).isTrue();
    }

    @Test
    void theFiguresOfAServiceThatIsSilentAreNotShown() {
        Replica silent = Pictures.reporting(
                "bucket-service", Pictures.NOW.minusSeconds(60), gauge("bridge.bucket.oldest.age", 90));

        assertThat(queue(silent, "prana", 10).oldest()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"300, false", "301, true"})
    void updatesAreLateWhereTheAlertSaysSo(double age, boolean late) {
        Queue queue = queue("core-bridge-service", "core-updates", 10, gauge("bridge.core.pending.oldest", age));

        assertThat(queue.oldestLimit()).isEqualTo(Duration.ofMinutes(5));
        assertThat(queue.late()).isEqualTo(late);
    }

    @Test
    void whereNoAlertHasALimitNothingIsLate() {
        Queue queue = queue("automation-service", "automation-runs", 10, gauge("bridge.automation.oldest", 99_999));

        assertThat(queue.oldest()).isEqualTo(Duration.ofSeconds(99_999));
        assertThat(queue.oldestLimit()).isNull();
        assertThat(queue.late()).isFalse();
    }

    private static Queue queue(String service, String intake, long pending, GaugeReading... gauges) {
        return queue(Pictures.reporting(service, Pictures.NOW, gauges), intake, pending);
    }

    private static Queue queue(Replica replica, String intake, long pending) {
        Link up = new Link(true, Pictures.START);
        Reconciliation account = new Reconciliation(replica.service(), tally(intake, pending));
        return Pictures.picture(up, up, List.of(account), replica).queues().getFirst();
    }

    private static TallyReading tally(String intake, long pending) {
        return new TallyReading(
                intake,
                Pictures.START,
                Pictures.NOW,
                100,
                12,
                3,
                85,
                60,
                8,
                2,
                5,
                pending,
                85,
                pending,
                8,
                2,
                0L,
                0L,
                0L,
                Pictures.NOW);
    }

    private static GaugeReading gauge(String name, double value) {
        return new GaugeReading(name, Map.of(), value);
    }

    private static GaugeReading waiting(String provider, String waitsFor, double age) {
        return new GaugeReading(WAITING, Map.of("provider", provider, "waits_for", waitsFor), age);
    }
}
