package io.bhiv.insight.consume;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.bhiv.model.insight.InsightReport;
import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecordReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-01T03:00:30Z");
    private static final ObjectMapper JSON =
            JsonMapper.builder().addModule(new JavaTimeModule()).build();

    private final RecordReader reader = new RecordReader(JSON);

    @Test
    void aTimingHasTheBucketsThatWereReportedOrNone() {
        assertThat(read(",\"buckets\":{\"81\":2,\"151\":1}"))
                .hasValueSatisfying(report -> assertThat(
                                ((InsightReport) report).timings().getFirst().buckets())
                        .containsEntry(81, 2L)
                        .containsEntry(151, 1L));
        assertThat(read("")).isPresent();
        assertThat(read(",\"buckets\":null")).isPresent();
        assertThat(read(",\"buckets\":{}")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"272\":1}",
                "{\"-1\":1}",
                "{\"3\":0}",
                "{\"3\":-1,\"4\":2}",
                "{\"3\":4}",
                "{\"3\":9223372036854775807,\"4\":9223372036854775807}",
                "{\"3\":null}",
                "{\"x\":1}",
                "[3, 1]",
                "7"
            })
    void bucketsThatCannotBeAreNoReport(String buckets) {
        assertThat(read(",\"buckets\":" + buckets)).isEmpty();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "During a rolling update each event of a kind that only the newer version knows was counted as unreadable, and as a report that never arrived",
            now = "It is taken as one of a newer version, and counted apart")
    void anEventOfANewerVersionIsReadAsThat() {
        String event = """
                {"record":"event","schema_version":"1.0","service":"s","replica":"r","boot":"00000000-0000-0001-0000-000000000002",\
                "sequence":1,"at":"%s","kind":"levitated","severity":"surprising","subject":"oura","reason":"","detail":"","count":1,\
                "suppressed":0}""".formatted(NOW);

        assertThat(reader.read(event.getBytes(StandardCharsets.UTF_8), NOW)).hasValueSatisfying(record -> {
            assertThat(((InsightEvent) record).kind()).isEqualTo(InsightEvent.Kind.UNKNOWN);
            assertThat(((InsightEvent) record).severity()).isEqualTo(InsightEvent.Severity.WARNING);
        });
    }

    private Optional<InsightRecord> read(String buckets) {
        String report = """
                {"record":"report","schema_version":"1.0","service":"s","replica":"r","boot":"00000000-0000-0001-0000-000000000002",\
                "sequence":1,"at":"%1$s","interval_ms":1000,"started_at":"%1$s","counts":[],"timings":[{"name":"acknowledgement",\
                "subject":"prana","count":3,"sum_ms":9,"p50_ms":1,"p95_ms":1,"p99_ms":1%2$s}]}""".formatted(NOW, buckets);
        return reader.read(report.getBytes(StandardCharsets.UTF_8), NOW);
    }
}
