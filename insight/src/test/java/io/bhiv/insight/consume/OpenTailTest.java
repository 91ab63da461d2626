package io.bhiv.insight.consume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bhiv.model.insight.DependencyReading;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenTailTest {

    private static final String TOPIC = "insight-flow";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");
    private static final Instant FROM = NOW.minus(Duration.ofHours(5));
    private static final String VITALS = """
            {"ready":true,"not_ready":[],"gauges":[],"loops":[],"dependencies":[%s],"tallies":[%s]}""";

    private final ObjectMapper json = new ObjectMapper().registerModule(new JavaTimeModule());
    private final RecordReader reader = new RecordReader(json);
    private final Known consumer = new Known();
    private final Seen seen = new Seen();

    @BeforeEach
    void topic() {
        Node node = new Node(0, "localhost", 1);
        consumer.updatePartitions(
                TOPIC, List.of(new PartitionInfo(TOPIC, 0, node, new Node[] {node}, new Node[] {node})));
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.updateEndOffsets(Map.of(PARTITION, 1L));
    }

    @Test
    @FixedFault(
            area = Area.CONSUMERS,
            fault = "one report that could not be taken reopened the tail of reports again and again for ten minutes",
            now = "it is counted and logged with its position, and the tail goes on behind it")
    void aRecordThatCannotBeTakenIsSkipped() {
        OpenTail tail = open();
        seen.refused = 1;

        deliver(tail, 0, NOW, report(1, ""));
        deliver(tail, 1, NOW, report(2, ""));

        assertThat(seen.records).hasSize(1);
        assertThat(seen.unreadable).isEqualTo(1);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a service whose clock was 8 s behind was shown as DOWN after each opening of the tail",
            now = "what lay there before is told by its position, and what comes after arrives now")
    void whatArrivesNowIsHeardNowHoweverTheClocksDiffer() {
        OpenTail tail = open();

        deliver(tail, 0, NOW.minusSeconds(30), report(1, ""));
        deliver(tail, 1, NOW.minusSeconds(9), report(2, ""));

        assertThat(seen.at).containsExactly(NOW.minusSeconds(30), NOW);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "a page that was away for more than ten minutes left out what was reported meanwhile",
            now = "it reads on where its store ends, up to 24 hours back")
    void readsFromWhereItIsToldAndSaysHowFarItHasCome() {
        OpenTail tail = open();
        assertThat(consumer.asked).isEqualTo(FROM.toEpochMilli());

        deliver(tail, 0, NOW.minus(Duration.ofHours(4)), report(1, ""));
        assertThat(tail.reached()).isEqualTo(NOW.minus(Duration.ofHours(4)));
        tail.turn();
        assertThat(tail.reached()).isEqualTo(NOW);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "the first start of a page beside services that ran for a day said that records were unreadable, and warned",
            now =
                    "records that became too old between the start of the tail and their turn are skipped and not counted")
    void whatLayThereAndIsTooOldByNowIsNotUnreadable() {
        OpenTail tail = open();
        Instant tooOld = NOW.minus(RecordReader.OLDEST);

        deliver(tail, 0, tooOld, report(1, tooOld));
        assertThat(seen.unreadable).isZero();

        deliver(tail, 1, NOW, report(2, tooOld));
        assertThat(seen.unreadable)
                .as("what arrives now is of a clock that is wrong")
                .isOne();
        assertThat(seen.records).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\":\"redis\",\"state\":\"up\"}|",
                "{\"name\":\"redis\",\"breaker\":\"\"}|",
                "{\"state\":\"up\",\"breaker\":\"\"}|",
                "|{\"intake\":\"prana\",\"from\":\"2026-03-01T00:00:00Z\",\"until\":\"2026-03-01T00:00:00Z\"}"
            })
    void aReportWithIncompleteVitalsIsUnreadable(String parts) {
        String[] both = parts.split("\\|", 2);

        assertThat(read(report(1, VITALS.formatted(both[0], both[1])))).isEmpty();
    }

    @Test
    void aReportWithWholeVitalsIsRead() {
        String vitals = VITALS.formatted("{\"name\":\"redis\",\"state\":\"up\",\"breaker\":\"\"}", "");

        assertThat(read(report(1, vitals))).isPresent();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A whole report was dropped for one state of a dependency that only a newer version knows",
            now = "That dependency is shown as unknown, and all else is taken")
    void aStateThatOnlyANewerVersionKnowsIsUnknown() {
        String vitals = VITALS.formatted("{\"name\":\"redis\",\"state\":\"newer\",\"breaker\":\"\"}", "");

        assertThat(read(report(1, vitals)))
                .hasValueSatisfying(record -> assertThat(Objects.requireNonNull(((InsightReport) record).vitals())
                                .dependencies())
                        .extracting(DependencyReading::state)
                        .containsExactly(DependencyReading.State.UNKNOWN));
    }

    private Optional<InsightRecord> read(String text) {
        return reader.read(text.getBytes(StandardCharsets.UTF_8), NOW);
    }

    private OpenTail open() {
        OpenTail tail =
                new OpenTail(consumer, TOPIC, new Config(), reader, seen, Clock.fixed(NOW, ZoneOffset.UTC), FROM);
        tail.turn();
        return tail;
    }

    private void deliver(OpenTail tail, long offset, Instant written, String text) {
        byte[] value = text.getBytes(StandardCharsets.UTF_8);
        consumer.addRecord(new ConsumerRecord<>(
                TOPIC,
                0,
                offset,
                written.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                value.length,
                new byte[0],
                value,
                new RecordHeaders(),
                Optional.empty()));
        tail.turn();
    }

    private static String report(long sequence, String vitals) {
        return report(sequence, NOW.minusSeconds(1), vitals.isEmpty() ? "" : ",\"vitals\":" + vitals);
    }

    private static String report(long sequence, Instant at) {
        return report(sequence, at, "");
    }

    private static String report(long sequence, Instant at, String more) {
        return """
                {"record":"report","schema_version":"1.0","service":"bucket-service","replica":"one",
                 "boot":"00000000-0000-0001-0000-000000000001","sequence":%d,"at":"%s","interval_ms":1000,
                 "started_at":"2026-03-01T00:00:00Z","counts":[],"timings":[]%s}""".formatted(sequence, at, more);
    }

    /** Begins at the first record. */
    private static final class Known extends MockConsumer<byte[], byte[]> {

        private long asked;

        Known() {
            super("none");
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times, Duration timeout) {
            asked = times.getOrDefault(PARTITION, 0L);
            return times.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, one -> new OffsetAndTimestamp(0, one.getValue())));
        }
    }

    private static final class Config implements TailConfig {

        @Override
        public Duration length() {
            return Duration.ofMinutes(10);
        }

        @Override
        public Duration probeAfter() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration patience() {
            return Duration.ofSeconds(3);
        }
    }

    private static final class Seen implements TailHandler {

        private final List<InsightRecord> records = new ArrayList<>();
        private final List<Instant> at = new ArrayList<>();
        private int refused;
        private int unreadable;

        @Override
        public void take(InsightRecord record, Instant seenAt) {
            if (refused-- > 0) {
                throw new IllegalStateException("as a fault of the picture would");
            }
            records.add(record);
            at.add(seenAt);
        }

        @Override
        public void unreadable() {
            unreadable++;
        }

        @Override
        public void reached(boolean answered) {
            assertThat(answered).isTrue();
        }
    }
}
