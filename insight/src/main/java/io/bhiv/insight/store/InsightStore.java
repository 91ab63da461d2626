package io.bhiv.insight.store;

import io.bhiv.insight.evaluate.Percentiles;
import io.bhiv.insight.picture.CountKey;
import io.bhiv.insight.picture.Histogram;
import io.bhiv.insight.picture.LivePicture;
import io.bhiv.insight.picture.MinuteTiming;
import io.bhiv.insight.picture.TimingKey;
import io.bhiv.kit.store.Columns;
import io.bhiv.model.insight.InsightEvent;
import io.bhiv.model.insight.InsightRecord;
import io.quarkus.logging.Log;
import io.quarkus.reactive.datasource.ReactiveDataSource;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Reads and writes the schema {@code insight}. */
@ApplicationScoped
public class InsightStore {

    private static final String NEW_BOOTS = """
            INSERT INTO insight.boot (boot, service, replica, last_sequence, last_at)
            SELECT boot, service, replica, 0, last_at
              FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS new (boot, service, replica, last_at)
             ORDER BY boot
            ON CONFLICT (boot) DO NOTHING""";
    private static final String LOCK_BOOTS =
            "SELECT boot, last_sequence FROM insight.boot WHERE boot = ANY ($1::uuid[]) ORDER BY boot FOR UPDATE";
    private static final String MARK_BOOTS = """
            UPDATE insight.boot SET last_sequence = new.last_sequence, last_at = new.last_at
              FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[]) AS new (boot, last_sequence, last_at)
             WHERE boot.boot = new.boot""";
    private static final String ADD_COUNTS = """
            INSERT INTO insight.minute_count AS known (minute, service, intake, outcome, reason, count)
            SELECT * FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[])
            ON CONFLICT (service, intake, outcome, reason, minute) DO UPDATE SET count = known.count + excluded.count""";
    /** The percentiles are written for a page of the version before, which reads nothing else; this one computes them from the buckets. */
    private static final String ADD_TIMINGS = """
            INSERT INTO insight.minute_timing AS known
                   (minute, service, name, subject, count, sum_ms, p50_ms, p95_ms, p99_ms, buckets)
            SELECT minute, service, name, subject, count, sum_ms, p50_ms, p95_ms, p99_ms, buckets::bigint[]
              FROM unnest($1::timestamptz[], $2::text[], $3::text[], $4::text[], $5::bigint[],
                          $6::float8[], $7::float8[], $8::float8[], $9::float8[], $10::text[])
                   AS new (minute, service, name, subject, count, sum_ms, p50_ms, p95_ms, p99_ms, buckets)
            ON CONFLICT (service, name, subject, minute) DO UPDATE SET
                   count = known.count + excluded.count,
                   sum_ms = known.sum_ms + excluded.sum_ms,
                   p50_ms = (known.p50_ms * known.count + excluded.p50_ms * excluded.count) / (known.count + excluded.count),
                   p95_ms = (known.p95_ms * known.count + excluded.p95_ms * excluded.count) / (known.count + excluded.count),
                   p99_ms = (known.p99_ms * known.count + excluded.p99_ms * excluded.count) / (known.count + excluded.count),
                   buckets = ARRAY(SELECT ((one >> 40) << 40) + least(sum(one & 1099511627775), 1099511627775)::bigint
                                     FROM unnest(known.buckets || excluded.buckets) AS one
                                    GROUP BY one >> 40 ORDER BY one >> 40)""";

    private static final String ADD_EVENTS = """
            INSERT INTO insight.event
                   (at, boot, sequence, service, replica, kind, severity, subject, reason, detail, count, suppressed)
            SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::bigint[], $4::text[], $5::text[], $6::text[], $7::text[],
                                 $8::text[], $9::text[], $10::text[], $11::bigint[], $12::bigint[])
            ON CONFLICT DO NOTHING""";

    /** As many as a picture keeps, the newest last. */
    private static final String NEWEST_BOOTS = """
            SELECT boot, last_sequence, last_at FROM (
              SELECT boot, last_sequence, last_at FROM insight.boot WHERE last_at > now() - interval '2 days'
               ORDER BY last_at DESC LIMIT %d) AS newest
             ORDER BY last_at""".formatted(LivePicture.MOST_BOOTS);

    /**
     * The last minutes, enough for its cadence, of each intake and each module before the day that is read as a whole, by jumps through
     * the key: a table has millions of rows.
     */
    private static final String LAST_RECEIVED = """
            WITH RECURSIVE known AS (
              (SELECT service, intake FROM insight.minute_count ORDER BY service, intake LIMIT 1)
              UNION ALL
              SELECT further.service, further.intake FROM known CROSS JOIN LATERAL (
                SELECT service, intake FROM insight.minute_count
                 WHERE (service, intake) > (known.service, known.intake) ORDER BY service, intake LIMIT 1) further)
            SELECT known.service, known.intake, last.minute FROM known CROSS JOIN LATERAL (
              SELECT minute FROM insight.minute_count
               WHERE service = known.service AND intake = known.intake AND outcome = 'received' AND reason = ''
                 AND minute > now() - interval '30 days' AND minute <= now() - interval '1 day'
               ORDER BY minute DESC LIMIT %d) last""".formatted(LivePicture.LATEST_MINUTES);

    /** The same of each module whose service counted none. */
    private static final String LAST_SYNCED = """
            WITH RECURSIVE known AS (
              (SELECT service, name, subject FROM insight.minute_timing ORDER BY service, name, subject LIMIT 1)
              UNION ALL
              SELECT further.service, further.name, further.subject FROM known CROSS JOIN LATERAL (
                SELECT service, name, subject FROM insight.minute_timing
                 WHERE (service, name, subject) > (known.service, known.name, known.subject)
                 ORDER BY service, name, subject LIMIT 1) further)
            SELECT known.service, known.name, known.subject, last.minute FROM known CROSS JOIN LATERAL (
              SELECT minute FROM insight.minute_timing
               WHERE service = known.service AND name = known.name AND subject = known.subject
                 AND known.name = 'core-sync'
                 AND minute > now() - interval '30 days' AND minute <= now() - interval '1 day'
               ORDER BY minute DESC LIMIT %d) last""".formatted(LivePicture.LATEST_MINUTES);

    private static final int PAGE = 1_000;
    private static final int MOST_RESTORED = 500_000;

    private final Pool pool;

    InsightStore(@ReactiveDataSource("insight") Pool pool) {
        this.pool = pool;
    }

    Pool pool() {
        return pool;
    }

    /** Adds records, each once: those up to their boot's mark were added before. */
    Uni<Void> add(List<InsightRecord> records) {
        List<Batch.BootRow> boots = Batch.of(records).boots();
        return pool.withTransaction(connection -> run(
                        connection,
                        NEW_BOOTS,
                        new Columns<>(boots)
                                .uuids(Batch.BootRow::boot)
                                .texts(Batch.BootRow::service)
                                .texts(Batch.BootRow::replica)
                                .times(Batch.BootRow::lastAt))
                .chain(() -> marks(connection, boots))
                .chain(marks -> addNew(connection, records, marks)));
    }

    private static Uni<Map<UUID, Long>> marks(SqlConnection connection, List<Batch.BootRow> boots) {
        return connection
                .preparedQuery(LOCK_BOOTS)
                .execute(new Columns<>(boots).uuids(Batch.BootRow::boot).tuple())
                .map(rows -> {
                    Map<UUID, Long> marks = new HashMap<>();
                    rows.forEach(row -> marks.put(row.getUUID(0), row.getLong(1)));
                    return marks;
                });
    }

    private static Uni<Void> addNew(SqlConnection connection, List<InsightRecord> records, Map<UUID, Long> marks) {
        Batch batch = Batch.of(records.stream()
                .filter(record -> record.sequence() > marks.getOrDefault(record.boot(), 0L))
                .toList());
        if (batch.boots().isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return run(connection, ADD_COUNTS, counts(batch.counts()))
                .chain(() -> run(connection, ADD_TIMINGS, timings(batch.timings())))
                .chain(() -> run(connection, ADD_EVENTS, events(batch.events())))
                .chain(() -> run(
                        connection,
                        MARK_BOOTS,
                        new Columns<>(batch.boots())
                                .uuids(Batch.BootRow::boot)
                                .longs(Batch.BootRow::lastSequence)
                                .times(Batch.BootRow::lastAt)));
    }

    private static Columns<Batch.CountRow> counts(List<Batch.CountRow> rows) {
        return new Columns<>(rows)
                .times(Batch.CountRow::minute)
                .texts(row -> row.key().service())
                .texts(row -> row.key().intake())
                .texts(row -> row.key().outcome())
                .texts(row -> row.key().reason())
                .longs(Batch.CountRow::count);
    }

    private static Columns<Batch.TimingRow> timings(List<Batch.TimingRow> rows) {
        return new Columns<>(rows)
                .times(Batch.TimingRow::minute)
                .texts(row -> row.key().service())
                .texts(row -> row.key().name())
                .texts(row -> row.key().subject())
                .longs(row -> row.timing().count())
                .doubles(row -> row.timing().sumMs())
                .doubles(row -> percentile(row, Percentiles::p50Ms))
                .doubles(row -> percentile(row, Percentiles::p95Ms))
                .doubles(row -> percentile(row, Percentiles::p99Ms))
                .texts(row -> Arrays.stream(row.timing().histogram().kept())
                        .mapToObj(Long::toString)
                        .collect(Collectors.joining(",", "{", "}")));
    }

    /** The average where none is known. */
    private static double percentile(Batch.TimingRow row, ToDoubleFunction<Percentiles> percentile) {
        MinuteTiming timing = row.timing();
        return timing.histogram().percentiles().map(percentile::applyAsDouble).orElse(timing.sumMs() / timing.count());
    }

    private static Columns<InsightEvent> events(List<InsightEvent> events) {
        return new Columns<>(events)
                .times(InsightEvent::at)
                .uuids(InsightEvent::boot)
                .longs(InsightEvent::sequence)
                .texts(InsightEvent::service)
                .texts(InsightEvent::replica)
                .texts(event -> event.kind().wireName())
                .texts(event -> event.severity().wireName())
                .texts(InsightEvent::subject)
                .texts(InsightEvent::reason)
                .texts(InsightEvent::detail)
                .longs(InsightEvent::count)
                .longs(InsightEvent::suppressed);
    }

    private static Uni<Void> run(SqlConnection connection, String statement, Columns<?> rows) {
        return connection.preparedQuery(statement).execute(rows.tuple()).replaceWithVoid();
    }

    /**
     * Puts the last 24 hours into a picture as its history, the newest first, without ever holding more than {@value #PAGE}
     * rows of them. Marks and figures are of one moment, whatever another replica writes meanwhile. Completes with the time of
     * the newest record that is contained; empty where there is none.
     */
    public Uni<Optional<Instant>> restore(LivePicture picture) {
        return Uni.createFrom().deferred(() -> read(picture.readHistory()));
    }

    private Uni<Optional<Instant>> read(LivePicture.History history) {
        AtomicReference<Optional<Instant>> newest = new AtomicReference<>(Optional.empty());
        return pool.withTransaction(connection -> connection
                .query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
                .execute()
                .chain(() -> each(connection, NEWEST_BOOTS, row -> {
                    history.boot(row.getUUID(0), row.getLong(1));
                    newest.set(Optional.of(row.getOffsetDateTime(2).toInstant()));
                }))
                .chain(() -> each(
                        connection,
                        "SELECT service, intake, outcome, reason, minute, count FROM insight.minute_count"
                                + " WHERE minute > now() - interval '1 day' ORDER BY minute DESC LIMIT "
                                + MOST_RESTORED,
                        row -> history.count(
                                new CountKey(row.getString(0), row.getString(1), row.getString(2), row.getString(3)),
                                minute(row, 4),
                                row.getLong(5))))
                .chain(() -> each(
                        connection,
                        "SELECT service, name, subject, minute, count, sum_ms, buckets"
                                + " FROM insight.minute_timing WHERE minute > now() - interval '1 day'"
                                + " ORDER BY minute DESC LIMIT " + MOST_RESTORED,
                        row -> history.timing(
                                new TimingKey(row.getString(0), row.getString(1), row.getString(2)),
                                minute(row, 3),
                                timing(row, 4))))
                .chain(() -> each(
                        connection,
                        LAST_RECEIVED,
                        row -> history.last(
                                new CountKey(row.getString(0), row.getString(1), "received", ""), minute(row, 2))))
                .chain(() -> each(
                        connection,
                        LAST_SYNCED,
                        row -> history.last(
                                new TimingKey(row.getString(0), row.getString(1), row.getString(2)), minute(row, 3))))
                .chain(() -> connection
                        .query("SELECT at, boot, sequence, service, replica, kind, severity, subject, reason, detail,"
                                + " count, suppressed FROM insight.event ORDER BY at DESC LIMIT 200")
                        .execute())
                .invoke(rows -> events(rows).forEach(history::event))
                .invoke(history::ends)
                .map(_ -> newest.get()));
    }

    /** Row by row through a cursor. */
    private static Uni<Void> each(SqlConnection connection, String statement, Consumer<Row> row) {
        return connection
                .prepare(statement)
                .onItem()
                .transformToMulti(prepared -> prepared.createStream(PAGE).toMulti())
                .invoke(row)
                .onItem()
                .ignoreAsUni();
    }

    /** Without those whose words only a newer version has: it may run beside this one, or have been replaced by it. */
    private static List<InsightEvent> events(RowSet<Row> rows) {
        List<InsightEvent> known = new ArrayList<>();
        int unknown = 0;
        for (Row row : rows) {
            Optional<InsightEvent.Kind> kind = named(InsightEvent.Kind.values(), row.getString(5));
            Optional<InsightEvent.Severity> severity = named(InsightEvent.Severity.values(), row.getString(6));
            if (kind.isPresent() && severity.isPresent()) {
                known.add(event(row, kind.get(), severity.get()));
            } else {
                unknown++;
            }
        }
        if (unknown > 0) {
            Log.warnf("Events of a newer version are not shown [events=%d]", unknown);
        }
        return known;
    }

    private static <E extends Enum<E>> Optional<E> named(E[] values, String wireName) {
        return Arrays.stream(values)
                .filter(value -> value.name().equals(wireName.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    private static InsightEvent event(Row row, InsightEvent.Kind kind, InsightEvent.Severity severity) {
        return new InsightEvent(
                InsightRecord.SCHEMA_VERSION,
                row.getString(3),
                row.getString(4),
                row.getUUID(1),
                row.getLong(2),
                row.getOffsetDateTime(0).toInstant(),
                kind,
                severity,
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getLong(10),
                row.getLong(11));
    }

    private static long minute(Row row, int column) {
        return row.getOffsetDateTime(column).toEpochSecond() / 60;
    }

    private static MinuteTiming timing(Row row, int first) {
        return new MinuteTiming(
                row.getLong(first), row.getDouble(first + 1), Histogram.kept(row.getArrayOfLongs(first + 2)));
    }

    /** One point of a chart. */
    public record CountPoint(Instant at, String outcome, long count) {}

    /** Counts of an intake in spans of {@code seconds}, oldest first; spans without any are left out. */
    public Uni<List<CountPoint>> counts(String service, String intake, Instant from, int seconds) {
        return pool.preparedQuery(
                        "SELECT date_bin($4::bigint * interval '1 second', minute, 'epoch') AS span, outcome, sum(count)::bigint"
                                + " FROM insight.minute_count WHERE service = $1 AND intake = $2 AND minute >= $3"
                                + " GROUP BY span, outcome ORDER BY span")
                .execute(Tuple.of(service, intake, from.atOffset(java.time.ZoneOffset.UTC), (long) seconds))
                .map(rows -> {
                    List<CountPoint> points = new ArrayList<>();
                    rows.forEach(row -> points.add(
                            new CountPoint(row.getOffsetDateTime(0).toInstant(), row.getString(1), row.getLong(2))));
                    return points;
                });
    }

    /** One point of a chart. */
    public record TimingPoint(Instant at, MinuteTiming timing) {}

    /** Timings in spans of {@code seconds}, oldest first; spans without any are left out. */
    public Uni<List<TimingPoint>> timings(TimingKey key, Instant from, int seconds) {
        return pool.preparedQuery(
                        "SELECT extract(epoch FROM date_bin($5::bigint * interval '1 second', minute, 'epoch'))::bigint, count, sum_ms, buckets"
                                + " FROM insight.minute_timing WHERE service = $1 AND name = $2 AND subject = $3 AND minute >= $4")
                .execute(Tuple.from(List.<Object>of(
                        key.service(), key.name(), key.subject(), from.atOffset(java.time.ZoneOffset.UTC), (long)
                                seconds)))
                .map(rows -> {
                    // Added up here: PostgreSQL would unpack each bucket of a week into a row of its own first.
                    SortedMap<Long, MinuteTiming> spans = new TreeMap<>();
                    rows.forEach(row -> spans.merge(row.getLong(0), timing(row, 1), MinuteTiming::and));
                    return spans.entrySet().stream()
                            .map(span -> new TimingPoint(Instant.ofEpochSecond(span.getKey()), span.getValue()))
                            .toList();
                });
    }
}
