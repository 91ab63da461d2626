package io.bhiv.kit.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.bhiv.kit.count.IntakeCounters;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.count.Reason;
import io.bhiv.kit.insight.DependencyCheck;
import io.bhiv.kit.insight.InsightEvents;
import io.bhiv.kit.insight.RareEvent;
import io.bhiv.kit.kafka.KafkaConfig;
import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.DependencyReading.State;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightEvent.Kind;
import io.bhiv.model.insight.InsightEvent.Severity;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.model.insight.Vitals;
import io.bhiv.model.topic.Topics;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.bhiv.stage.topic.TopicFollower;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(InsightIT.Reporting.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class InsightIT {

    /** Tests of other things report nothing. */
    public static final class Reporting implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "bridge.insight.enabled", "true",
                    "bridge.insight.replica", "one",
                    "bridge.insight.every", "200ms");
        }
    }

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    KafkaConfig kafka;

    @Inject
    ObjectMapper json;

    @Inject
    MeterRegistry meters;

    @Inject
    Latencies latencies;

    @Inject
    InsightEvents events;

    /** Something that the service needs, whose state can be read or not. */
    @ApplicationScoped
    static class Needed implements DependencyCheck {

        static final AtomicBoolean unreadable = new AtomicBoolean();

        @Override
        public DependencyReading reading() {
            if (unreadable.get()) {
                throw new IllegalStateException("a check that fails");
            }
            return new DependencyReading("needed", State.UP, "", null, null);
        }
    }

    /** What happens before the topic is there is dropped. */
    @BeforeEach
    void untilReportsArrive() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(records(InsightReport.class)).isNotEmpty());
    }

    @Test
    void aReplicaReportsWhatItCountedAndItsState() {
        var counters = new IntakeCounters<>("insight-it", Reason.None.class, Reason.None.class).register(meters);
        counters.received(7);
        latencies
                .of("acknowledgement", "insight-it")
                .record(Duration.ofMillis(4).toNanos());

        await().atMost(PATIENCE).untilAsserted(() -> {
            List<InsightReport> reports = records(InsightReport.class);
            assertThat(reports.stream()
                            .flatMap(report -> report.counts().stream())
                            .filter(count -> count.intake().equals("insight-it")
                                    && count.outcome().equals("received")))
                    .singleElement()
                    .satisfies(count -> assertThat(count.delta()).isEqualTo(7));
            assertThat(reports.stream()
                            .flatMap(report -> report.timings().stream())
                            .filter(timing -> timing.subject().equals("insight-it")))
                    .singleElement()
                    .satisfies(timing -> assertThat(timing.p99Ms()).isBetween(4.0, 4.6));
            Vitals vitals = latestVitals(reports);
            assertThat(vitals.ready()).isTrue();
            assertThat(vitals.loops()).extracting("loop").contains("insight", "kafka-topics");
            assertThat(vitals.gauges()).extracting("name").contains("bridge.bodies.bytes");
            assertThat(vitals.dependencies())
                    .filteredOn(one -> one.state() == State.UP)
                    .extracting(DependencyReading::name)
                    .contains("postgresql", "kafka");
        });
    }

    @Test
    void whatIsCountedIsReportedWhereTheStateCannotBeRead() {
        var counters = new IntakeCounters<>("without-vitals", Reason.None.class, Reason.None.class).register(meters);
        Needed.unreadable.set(true);
        try {
            long from = last();
            // Of five reports one would carry the state.
            await().atMost(PATIENCE).until(() -> last() >= from + 12);
            counters.received(3);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(records(InsightReport.class).stream()
                                    .flatMap(report -> report.counts().stream())
                                    .filter(count -> count.intake().equals("without-vitals")
                                            && count.outcome().equals("received")))
                            .singleElement()
                            .satisfies(count -> assertThat(count.delta()).isEqualTo(3)));
            assertThat(records(InsightReport.class))
                    .filteredOn(report -> report.sequence() > from + 1)
                    .isNotEmpty()
                    .allSatisfy(report -> assertThat(report.vitals()).isNull());
        } finally {
            Needed.unreadable.set(false);
        }

        long until = last();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(records(InsightReport.class)).anySatisfy(report -> {
                    assertThat(report.sequence()).isGreaterThan(until);
                    assertThat(report.vitals()).isNotNull();
                }));
    }

    private long last() {
        return records(InsightRecord.class).stream()
                .mapToLong(InsightRecord::sequence)
                .max()
                .orElse(0);
    }

    @Test
    void recordsOfABootAreNumberedWithoutAGap() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(records(InsightRecord.class)).hasSizeGreaterThan(3));

        List<InsightRecord> records = records(InsightRecord.class);
        assertThat(records)
                .extracting(InsightRecord::boot)
                .containsOnly(records.getFirst().boot());
        // The first may have been dropped: the topic was only about to be made.
        List<Long> numbers =
                records.stream().map(InsightRecord::sequence).sorted().toList();
        assertThat(numbers)
                .containsExactlyElementsOf(IntStream.range(0, numbers.size())
                        .mapToObj(i -> numbers.getFirst() + i)
                        .toList());
        assertThat(records).allSatisfy(record -> assertThat(record.replica()).isEqualTo("one"));
    }

    @Test
    void aFloodOfEventsIsHeldBackAndCounted() {
        for (int i = 0; i < 1000; i++) {
            events.offer(RareEvent.of(Kind.OPERATOR, Severity.INFO, "flood", "200"));
        }

        await().atMost(PATIENCE).untilAsserted(() -> {
            events.offer(RareEvent.of(Kind.OPERATOR, Severity.INFO, "after", "200"));
            List<InsightEvent> sent = records(InsightEvent.class);
            long flood = sent.stream()
                    .filter(event -> event.subject().equals("flood"))
                    .count();
            assertThat(flood).isBetween(1L, 30L);
            assertThat(sent.stream()
                            .filter(event -> event.subject().equals("after"))
                            .mapToLong(InsightEvent::suppressed)
                            .max()
                            .orElse(0))
                    .isGreaterThanOrEqualTo(1000 - flood - 30);
        });
    }

    @Test
    void theTopicKeepsADay() throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.INSIGHT_FLOW);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(Objects.requireNonNull(admin.describeConfigs(List.of(topic))
                                            .all()
                                            .get()
                                            .get(topic))
                                    .get(TopicConfig.RETENTION_MS_CONFIG)
                                    .value())
                            .isEqualTo("86400000"));
        }
    }

    private static Vitals latestVitals(List<InsightReport> reports) {
        return reports.stream()
                .map(InsightReport::vitals)
                .filter(Objects::nonNull)
                .reduce((one, later) -> later)
                .orElseThrow(() -> new AssertionError("no vitals yet"));
    }

    private <T extends InsightRecord> List<T> records(Class<T> kind) {
        return TopicFollower.everything(kafka.bootstrapServers(), Topics.INSIGHT_FLOW).stream()
                .map(record -> read(record.value()))
                .filter(kind::isInstance)
                .map(kind::cast)
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
