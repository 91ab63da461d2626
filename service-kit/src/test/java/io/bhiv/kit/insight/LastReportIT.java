package io.bhiv.kit.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.kafka.KafkaConfig;
import io.bhiv.kit.kafka.TopicSetup;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.topic.Topics;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.topic.TopicFollower;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a service counted before it stopped, where its next report would have come much later. */
@QuarkusTest
@TestProfile(LastReportIT.Seldom.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class LastReportIT {

    /** No report but the first and the last. */
    public static final class Seldom implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "bridge.insight.enabled",
                    "true",
                    "bridge.insight.every",
                    "1h",
                    "bridge.insight.delivery-timeout",
                    "1m");
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    InsightReporter reporter;

    @Inject
    InsightSender sender;

    @Inject
    KafkaConfig kafka;

    @Inject
    InsightConfig config;

    @Inject
    TopicSetup topics;

    @Inject
    ObjectMapper json;

    @Inject
    MeterRegistry meters;

    /** The sender waits for nothing, and so sends nothing before it knows the topic. */
    @BeforeEach
    void untilRecordsArrive() {
        int before = records().size();
        await().atMost(PATIENCE).until(() -> {
            sender.send(event(1));
            return records().size() > before;
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "What a service counted in the second before its stop was never reported",
            now = "Its last report is sent at the stop, which waits for it two seconds at most")
    void whatWasCountedBeforeTheStopIsReported() {
        new IntakeCounters<>("last-report", Reason.None.class, Reason.None.class)
                .register(meters)
                .received(7);

        reporter.end(new ShutdownEvent());

        assertThat(records()).filteredOn(InsightReport.class::isInstance).anySatisfy(record -> {
            InsightReport report = (InsightReport) record;
            assertThat(report.counts())
                    .filteredOn(count -> count.intake().equals("last-report"))
                    .singleElement()
                    .satisfies(count -> assertThat(count.delta()).isEqualTo(7));
            assertThat(report.vitals()).isNull();
            assertThat(report.endsItsProcess()).isTrue();
        });
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "The first report of every process, which has its state and its first counts, was dropped: Kafka's partitions were not known yet",
            now = "It is kept until they are, and sent before the next one")
    void theFirstRecordOfAProcessArrives() {
        SimpleMeterRegistry own = new SimpleMeterRegistry();
        InsightSender fresh = new InsightSender(kafka, config, json, topics, own);
        try {
            fresh.send(event(4_711));

            await().atMost(PATIENCE).untilAsserted(() -> {
                fresh.send(event(2));
                assertThat(records()).anyMatch(record -> record.sequence() == 4_711);
            });
            assertThat(own.get("bridge.insight.dropped").functionCounter().count())
                    .isZero();
        } finally {
            fresh.close();
        }
    }

    /** Without a limit it would wait until the delivery timeout of the producer is over. */
    @Test
    void withoutKafkaTheStopWaitsForNoLongerThanItsLimit() {
        KafkaResource.stopServer();
        try {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> reporter.end(new ShutdownEvent()));
        } finally {
            KafkaResource.startServer();
        }
    }

    @Test
    void aTurnThatHangsDoesNotKeepTheStopWaiting() {
        CountDownLatch released = new CountDownLatch(1);
        FunctionCounter hanging = FunctionCounter.builder(IntakeCounters.METRIC, released, LastReportIT::once)
                .tags("intake", "hanging", "outcome", "received", "reason", "")
                .register(meters);
        try {
            assertTimeoutPreemptively(Duration.ofSeconds(10), () -> reporter.end(new ShutdownEvent()));
        } finally {
            released.countDown();
            meters.remove(hanging);
        }
    }

    private static double once(CountDownLatch released) {
        try {
            released.await();
            return 1;
        } catch (InterruptedException ended) {
            throw new IllegalStateException(ended);
        }
    }

    private static InsightEvent event(long sequence) {
        return new InsightEvent(
                InsightRecord.SCHEMA_VERSION,
                "service",
                "replica",
                UUID.randomUUID(),
                sequence,
                Instant.parse("2026-03-01T10:00:00Z"),
                InsightEvent.Kind.OPERATOR,
                InsightEvent.Severity.INFO,
                "first",
                "",
                "",
                1,
                0);
    }

    private List<InsightRecord> records() {
        return TopicFollower.everything(KafkaResource.bootstrapServers(), Topics.INSIGHT_FLOW).stream()
                .map(record -> read(record.value()))
                .toList();
    }

    private InsightRecord read(byte[] value) {
        try {
            return json.readValue(value, InsightRecord.class);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
