package io.bhiv.insight.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.model.insight.GaugeReading;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left: calls of providers, disks, and rows that wait for somebody. */
class RoomTest {

    private static final String BIOMETRIC = "biometric-bridge-service";

    @Test
    void quotasAreByProviderAndFromTheShortestWindowOn() {
        Picture picture = Pictures.picture(Pictures.reporting(
                BIOMETRIC,
                Pictures.NOW,
                left("whoop", "86400s", 9_963),
                left("whoop", "60s", 0),
                left("oura", "300s", 4_916),
                left("oura", "soon", 1),
                new GaugeReading("bridge.fetch.quota.limit", Map.of("provider", "whoop", "window", "60s"), 100)));

        assertThat(picture.quotas())
                .containsExactly(
                        new Quota(BIOMETRIC, "oura", Duration.ofMinutes(5), 4_916, null),
                        new Quota(BIOMETRIC, "whoop", Duration.ofMinutes(1), 0, 100L),
                        new Quota(BIOMETRIC, "whoop", Duration.ofDays(1), 9_963, null));
        assertThat(picture.quotas()).extracting(Quota::isUsedUp).containsExactly(false, true, false);
    }

    @Test
    void ofSeveralReplicasTheOneWithLessCounts() {
        Picture picture = Pictures.picture(
                Pictures.reporting(
                        "a",
                        BIOMETRIC,
                        Pictures.NOW,
                        left("oura", "300s", 10),
                        free("reports", 90),
                        size("reports", 100)),
                Pictures.reporting(
                        "b",
                        BIOMETRIC,
                        Pictures.NOW,
                        left("oura", "300s", 9),
                        free("reports", 140),
                        size("reports", 1_000)));

        assertThat(picture.quotas()).extracting(Quota::left).containsExactly(9L);
        assertThat(picture.disks()).containsExactly(new Disk(BIOMETRIC, "reports", 140, 1_000L));
        assertThat(picture.disks().getFirst().isLow()).isTrue();
    }

    @Test
    void aDiskIsLowBelowFifteenPercent() {
        assertThat(new Disk(BIOMETRIC, "reports", 150, 1_000L).isLow()).isFalse();
        assertThat(new Disk(BIOMETRIC, "reports", 149, 1_000L).isLow()).isTrue();
        assertThat(new Disk(BIOMETRIC, "reports", 0, null).isLow()).isFalse();
    }

    @Test
    void whatIsSetAsideIsNamedWithItsReasonAndNothingElseIs() {
        Picture picture = Pictures.picture(
                Pictures.reporting("a", "bucket-service", Pictures.NOW, dead("lease_ran_out", 3), dead("failed", 0)),
                Pictures.reporting("b", "bucket-service", Pictures.NOW, dead("lease_ran_out", 3)),
                Pictures.reporting(
                        BIOMETRIC,
                        Pictures.NOW,
                        parked("whoop", "OBJECT_NOT_FOUND", 5),
                        parked("oura", "OBJECT_NOT_FOUND", 2),
                        parked("terra", "NOT_JSON", 0)),
                Pictures.reporting(
                        "core-bridge-service",
                        Pictures.NOW,
                        new GaugeReading("bridge.core.parked.by.reason", Map.of("reason", "too_large_for_kafka"), 4),
                        new GaugeReading("bridge.core.failed", Map.of("destination", "core"), 7),
                        new GaugeReading("bridge.core.failed", Map.of("destination", "bucket"), 0),
                        new GaugeReading("bridge.intake.waiting", Map.of("intake", "core-sync-results"), 1)));

        assertThat(picture.setAside())
                .containsExactly(
                        new SetAside("bucket-service", "prana", true, "lease_ran_out", 3),
                        new SetAside(BIOMETRIC, "oura", false, "OBJECT_NOT_FOUND", 2),
                        new SetAside(BIOMETRIC, "whoop", false, "OBJECT_NOT_FOUND", 5),
                        new SetAside("core-bridge-service", "core-updates", false, "too_large_for_kafka", 4),
                        new SetAside("core-bridge-service", "core-deliveries", true, "failed_for_good", 7),
                        new SetAside("core-bridge-service", "core-sync-results", false, "cannot_be_taken", 1));
    }

    @Test
    void aReplicaOfAnEarlierVersionDoesNotSayOfWhichProvider() {
        Picture picture = Pictures.picture(
                Pictures.reporting("a", BIOMETRIC, Pictures.NOW, parked("oura", "NOT_JSON", 2)),
                Pictures.reporting(
                        "b",
                        BIOMETRIC,
                        Pictures.NOW,
                        new GaugeReading("bridge.backlog.parked", Map.of("reason", "NOT_JSON"), 2)));

        assertThat(picture.setAside()).containsExactly(new SetAside(BIOMETRIC, "oura", false, "NOT_JSON", 2));
    }

    private static GaugeReading parked(String provider, String reason, double deliveries) {
        return new GaugeReading("bridge.backlog.parked", Map.of("provider", provider, "reason", reason), deliveries);
    }

    private static GaugeReading left(String provider, String window, double calls) {
        return new GaugeReading("bridge.fetch.quota.left", Map.of("provider", provider, "window", window), calls);
    }

    private static GaugeReading free(String disk, double bytes) {
        return new GaugeReading("bridge.disk.free", Map.of("disk", disk), bytes);
    }

    private static GaugeReading size(String disk, double bytes) {
        return new GaugeReading("bridge.disk.size", Map.of("disk", disk), bytes);
    }

    private static GaugeReading dead(String reason, double packets) {
        return new GaugeReading("bridge.bucket.dead.by.reason", Map.of("reason", reason), packets);
    }
}
