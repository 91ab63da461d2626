package io.bhiv.kit.insight;

import io.bhiv.kit.count.IntakeParts;
import io.bhiv.kit.count.Latencies;
import io.bhiv.kit.loop.Housekeeping;
import io.bhiv.kit.loop.LoopSettings;
import io.bhiv.kit.loop.Step;
import io.bhiv.kit.store.StoreFailure;
import io.bhiv.model.insight.CountDelta;
import io.bhiv.model.insight.MinuteDifference;
import io.bhiv.model.insight.TallyReading;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * Compares what the transactions recorded with the rows that are there.
 *
 * <p>fold deltas → add what was refused → compare what is open, and the newest stored rows → compare the next older ones. Tally and rows are
 * read by one statement and so in one snapshot: a difference is real. All open rows are counted each time; stored rows, of
 * which there are many, a bounded number at a time, and each finding stands until its minute is compared again. What is missing of older
 * days counts as missing of the last one, so that it is seen. While a single minute holds more than may be counted at a time, stored rows
 * are not counted: intake is busy, and has precedence.
 *
 * <p>Refusals and duplicates leave no row. They are counted in memory and added here; a process that is killed loses those of its last half
 * minute, and nothing else.
 */
@ApplicationScoped
public class Tallies {

    private static final Duration DAY = Duration.ofDays(1);

    /** Between two foldings of deltas, unless they are compared more often. */
    private static final Duration FOLD = Duration.ofSeconds(5);

    private static final Duration TURN = Duration.ofSeconds(30);

    private static final int PARTS = 20_000;

    /** Minutes that are listed, at most. */
    private static final long MINUTES = 200;

    private final Pool pool;
    private final TallyConfig config;
    private final InsightConfig insight;
    private final List<TallySource> sources;
    private final Set<String> intakes;
    private final TallySql sql;
    private final ComparisonPause pause;
    private final CountReader counts;
    private final Map<String, long[]> uncounted = new TreeMap<>();
    private final Map<TallySource, Turn> turns = new HashMap<>();
    private volatile List<TallyReading> latest = List.of();
    private volatile Map<TallySource, MissingRows> missing = Map.of();
    /** The last statement that added what was refused. */
    private Uni<Void> adding = Uni.createFrom().voidItem();

    /** By {@link System#nanoTime}. */
    private long next = System.nanoTime();

    private boolean failing;

    Tallies(
            Pool pool,
            TallyConfig config,
            InsightConfig insight,
            @All List<TallySource> sources,
            Config settings,
            MeterRegistry meters) {
        this.pool = pool;
        this.config = config;
        this.insight = insight;
        this.sources = sources;
        this.intakes =
                sources.stream().flatMap(source -> source.intakes().stream()).collect(Collectors.toSet());
        this.sql = new TallySql(settings.getOptionalValue("quarkus.flyway.default-schema", String.class)
                .orElse("public"));
        this.counts = new CountReader(meters, new Latencies(), new IntakeParts());
        this.pause = new ComparisonPause(config.every(), config.share());
    }

    /** How far the comparison of one source has come. */
    private static final class Turn {

        /** End of the next older span; null to begin behind the newest. */
        private @Nullable Instant cursor;

        private MissingRows missing = MissingRows.NONE;
    }

    void begin(@Observes StartupEvent started, Housekeeping housekeeping) {
        if (!sources.isEmpty()) {
            housekeeping.start("tally", new LoopSettings(shorter(FOLD, config.every()), TURN), this::turn);
        }
    }

    /** What was found last. */
    List<TallyReading> latest() {
        return latest;
    }

    private Uni<Step> turn() {
        return pool.preparedQuery(sql.fold()).execute(Tuple.of(PARTS)).chain(rows -> {
            if (rows.iterator().next().getLong(0) == PARTS) {
                return Uni.createFrom().item(Step.MORE);
            }
            boolean due = insight.enabled() && System.nanoTime() - next >= 0;
            return due ? compare().replaceWith(Step.IDLE) : Uni.createFrom().item(Step.IDLE);
        });
    }

    Uni<Void> compare() {
        long begun = System.nanoTime();
        List<TallyReading> readings = new ArrayList<>();
        Uni<Void> all = addRefused()
                .chain(() -> pool.preparedQuery(sql.forget()).execute(Tuple.of(config.days() + 1)))
                .replaceWithVoid();
        for (TallySource source : sources) {
            all = all.chain(() -> compare(source)).invoke(readings::addAll).replaceWithVoid();
        }
        return all.invoke(() -> compared(readings))
                .onTermination()
                .invoke(() -> next = begun
                        + pause.after(Duration.ofNanos(System.nanoTime() - begun))
                                .toNanos())
                .invoke(() -> failed(null))
                .onFailure()
                .recoverWithItem(failure -> failed(failure));
    }

    private void compared(List<TallyReading> readings) {
        latest = List.copyOf(readings);
        missing = turns.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, turn -> turn.getValue().missing));
    }

    /** A comparison that takes too long, because too much is open, is made later; the readings so far show their age. */
    private @Nullable Void failed(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            Log.warnf("Tally and rows were not compared; it is tried again [cause=%s]", StoreFailure.summary(failure));
        }
        failing = failure != null;
        return null;
    }

    /**
     * What could not be written is added again the next time. A turn may be cancelled while its statement is under way, which is carried out
     * none the less: it is waited for by the next one, which else would add the same once more.
     */
    private Uni<Void> addRefused() {
        return adding.onFailure().recoverWithNull().chain(() -> {
            adding = addUncounted().memoize().indefinitely();
            return adding;
        });
    }

    private Uni<Void> addUncounted() {
        for (CountDelta delta : counts.counts()) {
            boolean duplicate = delta.outcome().equals("duplicate");
            if (intakes.contains(delta.intake())
                    && (duplicate || delta.outcome().equals("refused"))) {
                uncounted.computeIfAbsent(delta.intake(), first -> new long[2])[duplicate ? 1 : 0] += delta.delta();
            }
        }
        if (uncounted.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        String[] names = uncounted.keySet().toArray(String[]::new);
        Long[] refused = uncounted.values().stream().map(each -> each[0]).toArray(Long[]::new);
        Long[] duplicates = uncounted.values().stream().map(each -> each[1]).toArray(Long[]::new);
        return pool.preparedQuery(sql.count())
                .execute(Tuple.of(names, refused, duplicates))
                .invoke(uncounted::clear)
                .replaceWithVoid();
    }

    private Uni<List<TallyReading>> compare(TallySource source) {
        Turn turn = turns.computeIfAbsent(source, first -> new Turn());
        return pool.withTransaction(
                connection -> times(connection).chain(times -> compare(connection, source, turn, times)));
    }

    /** Limits the statements of this transaction, and says of which times they may be. */
    private Uni<Row> times(SqlClient client) {
        return client.query("SET LOCAL statement_timeout = "
                        + config.statementTimeout().toMillis())
                .execute()
                .chain(() -> client.query(sql.since()).execute())
                .map(rows -> rows.iterator().next());
    }

    /** The minutes of an intake in which tally and rows do not agree, the newest first; empty where no such intake is tallied here. */
    Optional<Uni<List<MinuteDifference>>> differences(String intake) {
        return sources.stream()
                .filter(source -> source.intakes().contains(intake))
                .findFirst()
                .map(source -> differences(
                        source,
                        intake,
                        missing.getOrDefault(source, MissingRows.NONE).minutesOf(intake)));
    }

    private Uni<List<MinuteDifference>> differences(TallySource source, String intake, Map<Instant, Long> missing) {
        OffsetDateTime[] wanted = missing.keySet().stream().map(Tallies::time).toArray(OffsetDateTime[]::new);
        return pool.withTransaction(connection -> times(connection)
                        .chain(times -> connection
                                .preparedQuery(sql.differing(source))
                                .execute(Tuple.of(time(bounds(source, times).lastDay()), intake, wanted, MINUTES))))
                .map(rows -> differences(rows, missing));
    }

    private static List<MinuteDifference> differences(RowSet<Row> rows, Map<Instant, Long> missing) {
        NavigableMap<Instant, MinuteDifference> found = new TreeMap<>(Comparator.reverseOrder());
        missing.forEach((minute, gone) -> found.put(minute, MinuteDifference.untallied(minute, -gone)));
        for (Row row : rows) {
            Instant minute = instant(row, "minute");
            long stored = number(row, "stored");
            found.put(
                    minute,
                    new MinuteDifference(
                            minute,
                            stored,
                            stored - missing.getOrDefault(minute, 0L),
                            number(row, "pending"),
                            number(row, "pending_rows"),
                            number(row, "parked"),
                            number(row, "parked_rows"),
                            number(row, "dead"),
                            number(row, "dead_rows")));
        }
        return found.values().stream().limit(MINUTES).toList();
    }

    private Bounds bounds(TallySource source, Row times) {
        Instant end = instant(times, "minute").plus(1, ChronoUnit.MINUTES);
        Instant kept = end.minus(shorter(source.kept(), DAY.multipliedBy(config.days())));
        Instant first = later(instant(times, "since"), kept);
        return new Bounds(first, later(first, end.minus(DAY)), end);
    }

    private Uni<List<TallyReading>> compare(SqlClient client, TallySource source, Turn turn, Row times) {
        Bounds bounds = bounds(source, times);
        turn.missing = turn.missing.since(bounds.first());
        return newest(client, source, turn, bounds)
                .chain(() -> client.preparedQuery(sql.open(source)).execute(Tuple.of(time(bounds.lastDay()))))
                .map(rows -> readings(rows, source, turn, bounds.lastDay(), instant(times, "asked_at")));
    }

    /**
     * The time that is compared.
     *
     * @param end after the present minute
     */
    private record Bounds(Instant first, Instant lastDay, Instant end) {}

    private Uni<Void> newest(SqlClient client, TallySource source, Turn turn, Bounds bounds) {
        return start(client, source, bounds.lastDay(), bounds.end())
                .chain(from -> from.isBefore(bounds.end())
                        ? stored(client, source, turn, from, bounds.end())
                                .chain(() -> older(client, source, turn, from, bounds))
                        : Uni.createFrom().voidItem());
    }

    /** The span before the one of the turn before; after the oldest again that behind the newest. A span lies on one side of the last day's start. */
    private Uni<Void> older(SqlClient client, TallySource source, Turn turn, Instant newest, Bounds bounds) {
        Instant cursor = turn.cursor;
        Instant until = cursor == null || !cursor.isAfter(bounds.first()) || cursor.isAfter(newest) ? newest : cursor;
        if (!until.isAfter(bounds.first())) {
            return Uni.createFrom().voidItem();
        }
        Instant earliest = until.isAfter(bounds.lastDay()) ? bounds.lastDay() : bounds.first();
        return start(client, source, earliest, until).chain(from -> {
            // A minute that holds too many rows is counted alone: nothing is busy now.
            Instant begin = from.isBefore(until) ? from : until.minus(1, ChronoUnit.MINUTES);
            turn.cursor = begin;
            return stored(client, source, turn, begin, until);
        });
    }

    private Uni<Instant> start(SqlClient client, TallySource source, Instant earliest, Instant until) {
        return client.preparedQuery(sql.start())
                .execute(Tuple.of(time(earliest), time(until), source.intakes().toArray(String[]::new), config.rows()))
                .map(rows -> rows.iterator().next().getOffsetDateTime(0).toInstant());
    }

    private Uni<Void> stored(SqlClient client, TallySource source, Turn turn, Instant from, Instant until) {
        return client.preparedQuery(sql.stored(source))
                .execute(Tuple.of(time(from), time(until)))
                .invoke(rows -> turn.missing = turn.missing.with(from, until, missing(rows, source)))
                .replaceWithVoid();
    }

    private static Map<Instant, Map<String, Long>> missing(RowSet<Row> rows, TallySource source) {
        Map<Instant, Map<String, Long>> found = new HashMap<>();
        for (Row row : rows) {
            String intake = row.getString("intake");
            if (source.intakes().contains(intake)) {
                found.computeIfAbsent(instant(row, "minute"), first -> new HashMap<>())
                        .put(intake, row.getLong("missing"));
            }
        }
        return found;
    }

    /** Of every intake: one of which there is nothing was compared too. */
    private static List<TallyReading> readings(
            RowSet<Row> rows, TallySource source, Turn turn, Instant lastDay, Instant askedAt) {
        List<TallyReading> readings = new ArrayList<>();
        Set<String> idle = new TreeSet<>(source.intakes());
        for (Row row : rows) {
            String intake = row.getString("intake");
            if (idle.remove(intake)) {
                readings.add(reading(row, intake, lastDay, turn.missing.of(intake)));
            }
        }
        idle.forEach(intake -> readings.add(nothing(intake, lastDay, turn.missing.of(intake), askedAt)));
        return readings;
    }

    private static TallyReading nothing(String intake, Instant from, long missing, Instant askedAt) {
        return new TallyReading(
                intake, from, askedAt, 0, 0, 0, 0, 0, 0, 0, 0, 0, -missing, 0, 0, 0, 0L, 0L, 0L, askedAt);
    }

    private static TallyReading reading(Row row, String intake, Instant from, long missing) {
        long refused = number(row, "refused");
        long duplicate = number(row, "duplicate");
        long stored = number(row, "stored");
        long published = number(row, "published");
        long parked = number(row, "parked");
        long dead = number(row, "dead");
        long dropped = number(row, "dropped");
        Instant countedAt = instant(row, "counted_at");
        return new TallyReading(
                intake,
                from,
                countedAt,
                refused + duplicate + stored,
                refused,
                duplicate,
                stored,
                published,
                parked,
                dead,
                dropped,
                stored - published - parked - dead - dropped,
                stored - missing,
                number(row, "pending_rows"),
                number(row, "parked_rows"),
                number(row, "dead_rows"),
                number(row, "older_pending"),
                number(row, "older_parked"),
                number(row, "older_dead"),
                countedAt);
    }

    private static long number(Row row, String column) {
        Long value = row.getLong(column);
        return value == null ? 0 : value;
    }

    private static Instant instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant();
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
