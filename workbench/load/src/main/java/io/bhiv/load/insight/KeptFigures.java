package io.bhiv.load.insight;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What a busy installation has kept for the page: a figure of every module in every minute. Older days are written into the tables of the
 * page, the last one is reported on its topic, as services do.
 */
final class KeptFigures {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyyMMdd");
    private static final int MINUTES = 24 * 60;
    /** Of twelve in which the durations of a minute lie, from 16 to 49 ms. */
    private static final int FIRST_BUCKET = 96;

    private final String jdbcUrl;
    private final int modules;

    KeptFigures(String jdbcUrl, int modules) {
        this.jdbcUrl = jdbcUrl;
        this.modules = modules;
    }

    /** Whole days, the last of which ended at least a day ago, and events of the last minutes. */
    void write(int days, int events) {
        LocalDate today = Instant.now().atOffset(ZoneOffset.UTC).toLocalDate();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            // Only the filling is made fast by it.
            statement.execute("SET synchronous_commit = off");
            for (int back = 2; back <= days; back++) {
                LocalDate day = today.minusDays(back);
                Instant from = day.atStartOfDay(ZoneOffset.UTC).toInstant();
                partition(statement, "minute_timing", day, from);
                partition(statement, "minute_count", day, from);
                statement.execute(timings(from));
                statement.execute(counts(from));
            }
            statement.execute(events(events));
            statement.execute("VACUUM ANALYZE insight.minute_timing, insight.minute_count, insight.event");
        } catch (SQLException failure) {
            throw new IllegalStateException("The figures of the page cannot be written", failure);
        }
    }

    private String timings(Instant from) {
        return """
            INSERT INTO insight.minute_timing
            SELECT minute, 'core-bridge-service', series.name, series.subject, 12, 480, 25, 90, 140,
                   ARRAY(SELECT (bucket << 40) + 1 FROM generate_series(%3$d::bigint, %3$d + 11) AS bucket)
            FROM generate_series(timestamptz '%1$s', timestamptz '%1$s' + interval '1439 minutes', interval '1 minute') AS minute,
                 (SELECT 'core-sync' AS name, 'module-' || n AS subject FROM generate_series(1, %2$d) AS n
                  UNION ALL SELECT 'acknowledgement', 'core-updates') AS series
            """.formatted(from, modules, FIRST_BUCKET);
    }

    private static String counts(Instant from) {
        return """
            INSERT INTO insight.minute_count
            SELECT minute, 'core-bridge-service', series.intake, series.outcome, '', 600
            FROM generate_series(timestamptz '%1$s', timestamptz '%1$s' + interval '1439 minutes', interval '1 minute') AS minute,
                 (VALUES ('', 'reports'), ('core-updates', 'received'), ('core-updates', 'stored'), ('core-updates', 'published'),
                         ('core-updates', 'refused')) AS series (intake, outcome)
            """.formatted(from);
    }

    private static String events(int count) {
        return """
            INSERT INTO insight.event
            SELECT now() - n * interval '1 ms', gen_random_uuid(), n, 'bucket-service', 'filled', 'parked', 'warning', 'prana',
                   'NOT_JSON', 'number ' || n, 1, 0
            FROM generate_series(1, %d) AS n
            """.formatted(count);
    }

    private static void partition(Statement statement, String table, LocalDate day, Instant from) throws SQLException {
        statement.execute(
                "CREATE TABLE IF NOT EXISTS insight.%1$s_%2$s PARTITION OF insight.%1$s FOR VALUES FROM ('%3$s') TO ('%4$s')"
                        .formatted(table, DAY.format(day), from, from.plus(1, ChronoUnit.DAYS)));
    }

    /** A report for each minute of the last day. */
    void report(String kafkaServers) {
        String boot = UUID.randomUUID().toString();
        Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
        String timings = IntStream.rangeClosed(1, modules)
                .mapToObj(n -> timing("core-sync", "module-" + n))
                .collect(Collectors.joining(",", "[" + timing("acknowledgement", "core-updates") + ",", "]"));
        String counts = List.of("received", "stored", "published", "refused").stream()
                .map(outcome -> "{\"intake\":\"core-updates\",\"outcome\":\"%s\",\"reason\":\"\",\"delta\":600}"
                        .formatted(outcome))
                .collect(Collectors.joining(",", "[", "]"));
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafkaServers), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int minute = 1; minute < MINUTES - 1; minute++) {
                Instant at = now.minus(MINUTES - 1L - minute, ChronoUnit.MINUTES);
                String report = """
                        {"record":"report","schema_version":"1.0","service":"core-bridge-service","replica":"kept","boot":"%s","sequence":%d,\
                        "at":"%s","interval_ms":60000,"started_at":"%s","counts":%s,"timings":%s}""".formatted(boot, minute, at, at, counts, timings);
                var _ = producer.send(
                        new ProducerRecord<>("insight-flow", 0, null, report.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private static String timing(String name, String subject) {
        return "{\"name\":\"%s\",\"subject\":\"%s\",\"count\":12,\"sum_ms\":480,\"p50_ms\":25,\"p95_ms\":90,\"p99_ms\":140,\"buckets\":%s}"
                .formatted(
                        name,
                        subject,
                        IntStream.range(FIRST_BUCKET, FIRST_BUCKET + 12)
                                .mapToObj("\"%d\":1"::formatted)
                                .collect(Collectors.joining(",", "{", "}")));
    }
}
