package io.bhiv.kit.partition;

import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * Keeps one table that is partitioned by day (UTC) supplied with partitions, and drops days past their retention.
 *
 * <p>Neither blocks intake, even while a reader holds the table open. A partition is created apart, with a CHECK constraint that
 * proves its bounds, and then attached: that takes {@code SHARE UPDATE EXCLUSIVE} on the parent, which readers and writers do
 * not notice, where {@code CREATE TABLE … PARTITION OF} would wait for every open reader and make everybody else wait behind
 * it. Attaching waits for a lock no longer than a moment, and is retried. A drop first detaches concurrently; a detach that a
 * crash left half done is finished by the next turn. Safe to run from several replicas at once.
 */
public final class DayPartitions {

    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("yyyyMMdd");
    /**
     * Another replica was quicker: duplicate table, its type (as 42710 or as 23505), undefined table, object in use, object not
     * in the needed state.
     */
    private static final List<String> LOST_RACE =
            List.of("42P07", "42710", "42P01", "55006", "55000", "23505", "42809", "42P17");

    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);
    private static final Duration DETACH_TIMEOUT = Duration.ofSeconds(15);
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
    private static final String WRITTEN_ONCE = " WITH (autovacuum_vacuum_insert_threshold = -1)";

    private final Pool pool;
    private final String schema;
    private final String table;
    private final String storage;

    public DayPartitions(Pool pool, String schema, String table) {
        this(pool, schema, table, "");
    }

    private DayPartitions(Pool pool, String schema, String table, String storage) {
        this.pool = pool;
        this.schema = schema;
        this.table = table;
        this.storage = storage;
    }

    /**
     * The same for days whose rows are written once and read by key: PostgreSQL does not vacuum them for the inserts alone.
     * It would read and write every page once more to note that all see it, of tables that are dropped long before that
     * note is of use.
     */
    public DayPartitions writtenOnce() {
        return new DayPartitions(pool, schema, table, WRITTEN_ONCE);
    }

    /** Creates the partitions from yesterday (for clocks that differ) to {@code daysAhead} days from the database's today. */
    public Uni<Void> ensure(int daysAhead) {
        return today().chain(today -> {
            List<LocalDate> days = new ArrayList<>();
            for (LocalDate day = today.minusDays(1); !day.isAfter(today.plusDays(daysAhead)); day = day.plusDays(1)) {
                days.add(day);
            }
            return cover(days);
        });
    }

    /** Creates the partitions of these days, where they are missing. */
    public Uni<Void> cover(Collection<LocalDate> days) {
        return attached().chain(there -> {
            Uni<Void> all = Uni.createFrom().voidItem();
            for (LocalDate day : new TreeSet<>(days)) {
                if (!there.contains(name(day))) {
                    all = all.chain(() -> create(day));
                }
            }
            return all;
        });
    }

    /** Drops every partition whose day is more than {@code keepDays} days before the database's today; returns how many. */
    public Uni<Integer> dropOlderThan(int keepDays) {
        return dropOlderThan(keepDays, day -> Uni.createFrom().item(false));
    }

    /** The same, but keeps a day in which something is open, however old it is. */
    public Uni<Integer> dropOlderThan(int keepDays, Function<LocalDate, Uni<Boolean>> isOpen) {
        return today().chain(today -> partitions()
                .onItem()
                .transformToMulti(names -> Multi.createFrom().iterable(names))
                .select()
                .where(name -> day(name).isBefore(today.minusDays(keepDays)))
                .select()
                .when(name -> isOpen.apply(day(name)).map(open -> !open))
                .collect()
                .asList()
                .chain(old -> dropAll(old).replaceWith(old.size())));
    }

    /** Names of the partitions, attached or not, oldest first. */
    public Uni<List<String>> partitions() {
        return pool.preparedQuery("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname ~ $2 ORDER BY c.relname")
                .execute(Tuple.of(schema, "^" + table + "_[0-9]{8}$"))
                .map(DayPartitions::texts);
    }

    /** Days of the partitions, attached or not, oldest first. */
    public Uni<List<LocalDate>> days() {
        return partitions().map(names -> names.stream().map(this::day).toList());
    }

    private Uni<Set<String>> attached() {
        return pool.preparedQuery("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                        + " WHERE i.inhparent = to_regclass($1) AND NOT i.inhdetachpending")
                .execute(Tuple.of(schema + "." + table))
                .map(rows -> Set.copyOf(texts(rows)));
    }

    private static List<String> texts(RowSet<Row> rows) {
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> row.getString(0))
                .toList();
    }

    private Uni<LocalDate> today() {
        return pool.query("SELECT (now() AT TIME ZONE 'UTC')::date")
                .execute()
                .map(RowSet<Row>::iterator)
                .map(rows -> rows.next().getLocalDate(0));
    }

    private Uni<Void> create(LocalDate day) {
        return column().chain(column -> run(createApart(day, column)))
                .chain(() -> attach(day))
                .onFailure(DayPartitions::isLockTimeout)
                .retry()
                .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
                .atMost(ATTEMPTS)
                .invoke(() -> Log.debugf("Partition attached [table=%s]", qualified(name(day))));
    }

    /**
     * Defaults, storage and the constraints that every row must meet come along; indexes are made by the attachment, under
     * the parent's. The CHECK spares the attachment a scan, and leaves with it.
     */
    private String createApart(LocalDate day, String column) {
        return "CREATE TABLE IF NOT EXISTS %s (LIKE %s.%s INCLUDING DEFAULTS INCLUDING GENERATED INCLUDING STORAGE"
                        .formatted(qualified(name(day)), schema, table)
                + " INCLUDING COMPRESSION INCLUDING CONSTRAINTS, CONSTRAINT one_day CHECK (%s))%s"
                        .formatted(bounds(day, column), storage);
    }

    private static String bounds(LocalDate day, String column) {
        return "%1$s IS NOT NULL AND %1$s >= '%2$s' AND %1$s < '%3$s'"
                .formatted(column, utc(day), utc(day.plusDays(1)));
    }

    /** The column by which the table is partitioned. */
    private Uni<String> column() {
        return pool.preparedQuery(
                        "SELECT a.attname FROM pg_partitioned_table p JOIN pg_attribute a"
                                + " ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0] WHERE p.partrelid = to_regclass($1)")
                .execute(Tuple.of(schema + "." + table))
                .map(rows -> rows.iterator().next().getString(0));
    }

    /** One short transaction: either the partition is attached and its CHECK gone, or nothing happened. */
    private Uni<Void> attach(LocalDate day) {
        String partition = qualified(name(day));
        return pool.withTransaction(connection -> all(
                        connection,
                        "SET LOCAL lock_timeout = " + LOCK_TIMEOUT.toMillis(),
                        "ALTER TABLE %s.%s ATTACH PARTITION %s FOR VALUES FROM ('%s') TO ('%s')"
                                .formatted(schema, table, partition, utc(day), utc(day.plusDays(1))),
                        "ALTER TABLE %s DROP CONSTRAINT IF EXISTS one_day".formatted(partition)))
                .onFailure(DayPartitions::lostRace)
                .recoverWithNull();
    }

    private static Uni<Void> all(SqlConnection connection, String... statements) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (String statement : statements) {
            all = all.chain(() -> connection.query(statement).execute().replaceWithVoid());
        }
        return all;
    }

    private Uni<Void> dropAll(List<String> names) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (String name : names) {
            all = all.chain(() -> detach(name)).chain(() -> drop(name));
        }
        return all;
    }

    /** Detached, only a reader that opened it before can still hold it; then a later turn drops it. */
    private Uni<Void> drop(String name) {
        return run("DROP TABLE IF EXISTS " + qualified(name))
                .onFailure(DayPartitions::isLockTimeout)
                .recoverWithUni(held -> {
                    Log.infof("A detached partition is still being read and will be dropped later [table=%s]", name);
                    return Uni.createFrom().voidItem();
                });
    }

    private Uni<Void> detach(String name) {
        String detach = "ALTER TABLE %s.%s DETACH PARTITION %s ".formatted(schema, table, qualified(name));
        return attachment(name).chain(state -> switch (state) {
            case ATTACHED -> patiently(detach + "CONCURRENTLY");
            case HALF_DETACHED -> patiently(detach + "FINALIZE");
            case DETACHED -> Uni.createFrom().voidItem();
        });
    }

    /**
     * Detaching waits for every transaction that has seen the partition, and no request waits for it meanwhile: it has
     * more time than other statements. What is not finished then stays half detached for the next turn.
     */
    private Uni<Void> patiently(String statement) {
        return pool.withConnection(connection -> all(
                                connection,
                                "SET statement_timeout = " + DETACH_TIMEOUT.toMillis(),
                                "SET lock_timeout = 0")
                        .chain(() -> connection.query(statement).execute().replaceWithVoid())
                        .eventually(() -> all(connection, "RESET statement_timeout", "RESET lock_timeout")))
                .onFailure(DayPartitions::lostRace)
                .recoverWithNull();
    }

    private enum Attachment {
        ATTACHED,
        HALF_DETACHED,
        DETACHED
    }

    private Uni<Attachment> attachment(String name) {
        return pool.preparedQuery("SELECT i.inhdetachpending FROM pg_inherits i WHERE i.inhrelid = to_regclass($1)")
                .execute(Tuple.of(qualified(name)))
                .map(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Attachment.DETACHED;
                    }
                    return found.next().getBoolean(0) ? Attachment.HALF_DETACHED : Attachment.ATTACHED;
                });
    }

    private Uni<Void> run(String statement) {
        return pool.query(statement)
                .execute()
                .replaceWithVoid()
                .onFailure(DayPartitions::lostRace)
                .recoverWithNull();
    }

    private static boolean lostRace(Throwable failure) {
        return failure instanceof PgException pg && LOST_RACE.contains(pg.getSqlState());
    }

    private static boolean isLockTimeout(Throwable failure) {
        return failure instanceof PgException pg && "55P03".equals(pg.getSqlState());
    }

    private String name(LocalDate day) {
        return table + "_" + day.format(SUFFIX);
    }

    private String qualified(String partition) {
        return schema + "." + partition;
    }

    private LocalDate day(String partition) {
        return LocalDate.parse(partition.substring(table.length() + 1), SUFFIX);
    }

    private static String utc(LocalDate day) {
        return day + " 00:00:00+00";
    }
}
