package io.bhiv.kit.partition;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * Keeps one table that is partitioned by day (UTC) supplied with partitions, and forgets days past their retention by
 * dropping them.
 *
 * <p>A drop first detaches the partition concurrently, so that intake never waits behind a lock; a detach that a crash
 * left half done is finished by the next turn. Safe to run from several replicas at once.
 */
public final class DayPartitions {

    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("yyyyMMdd");
    /** Another replica was quicker: duplicate table, undefined table, object in use, object not in the needed state. */
    private static final List<String> LOST_RACE = List.of("42P07", "42P01", "55006", "55000", "23505");

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
     * The same for days whose rows are written once and read by key: PostgreSQL does not go over them for the inserts alone.
     * It would read and write every page once more to note that all see it, of tables that are dropped long before that
     * note is of use.
     */
    public DayPartitions writtenOnce() {
        return new DayPartitions(pool, schema, table, " WITH (autovacuum_vacuum_insert_threshold = -1)");
    }

    /** Makes the partitions from yesterday (for clocks that differ) to {@code daysAhead} days from the database's today. */
    public Uni<Void> ensure(int daysAhead) {
        return today().chain(today -> {
            List<String> statements = new ArrayList<>();
            for (LocalDate day = today.minusDays(1); !day.isAfter(today.plusDays(daysAhead)); day = day.plusDays(1)) {
                statements.add("CREATE TABLE IF NOT EXISTS %s PARTITION OF %s.%s FOR VALUES FROM ('%s') TO ('%s')%s"
                        .formatted(qualified(day), schema, table, utc(day), utc(day.plusDays(1)), storage));
            }
            return runAll(statements);
        });
    }

    /** Drops every partition whose day is more than {@code keepDays} days before the database's today. */
    public Uni<Integer> dropOlderThan(int keepDays) {
        return today().chain(today -> partitions().chain(names -> {
            List<String> old = names.stream()
                    .filter(name -> day(name).isBefore(today.minusDays(keepDays)))
                    .toList();
            return dropAll(old).replaceWith(old.size());
        }));
    }

    /** Names of the attached and half-detached partitions, oldest first. */
    public Uni<List<String>> partitions() {
        return pool.preparedQuery("SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname ~ $2 ORDER BY c.relname")
                .execute(io.vertx.mutiny.sqlclient.Tuple.of(schema, "^" + table + "_[0-9]{8}$"))
                .map(rows -> StreamSupport.stream(rows.spliterator(), false)
                        .map(row -> row.getString(0))
                        .toList());
    }

    private Uni<LocalDate> today() {
        return pool.query("SELECT (now() AT TIME ZONE 'UTC')::date")
                .execute()
                .map(RowSet<Row>::iterator)
                .map(rows -> rows.next().getLocalDate(0));
    }

    private Uni<Void> dropAll(List<String> names) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (String name : names) {
            all = all.chain(() -> detach(name)).chain(() -> run("DROP TABLE IF EXISTS " + schema + "." + name));
        }
        return all;
    }

    private Uni<Void> detach(String name) {
        String detach = "ALTER TABLE %s.%s DETACH PARTITION %s.%s ".formatted(schema, table, schema, name);
        return pending(name).chain(state -> switch (state) {
            case ATTACHED -> run(detach + "CONCURRENTLY");
            case HALF_DETACHED -> run(detach + "FINALIZE");
            case DETACHED -> Uni.createFrom().voidItem();
        });
    }

    private enum Attachment {
        ATTACHED,
        HALF_DETACHED,
        DETACHED
    }

    private Uni<Attachment> pending(String name) {
        return pool.preparedQuery("SELECT i.inhdetachpending FROM pg_inherits i WHERE i.inhrelid = to_regclass($1)")
                .execute(io.vertx.mutiny.sqlclient.Tuple.of(schema + "." + name))
                .map(rows -> {
                    var found = rows.iterator();
                    if (!found.hasNext()) {
                        return Attachment.DETACHED;
                    }
                    return found.next().getBoolean(0) ? Attachment.HALF_DETACHED : Attachment.ATTACHED;
                });
    }

    private Uni<Void> runAll(List<String> statements) {
        Uni<Void> all = Uni.createFrom().voidItem();
        for (String statement : statements) {
            all = all.chain(() -> run(statement));
        }
        return all;
    }

    private Uni<Void> run(String statement) {
        return pool.query(statement)
                .execute()
                .replaceWithVoid()
                .onFailure(DayPartitions::lostRace)
                .recoverWithNull();
    }

    private static boolean lostRace(Throwable failure) {
        return failure instanceof io.vertx.pgclient.PgException pg && LOST_RACE.contains(pg.getSqlState());
    }

    private String qualified(LocalDate day) {
        return schema + "." + table + "_" + day.format(SUFFIX);
    }

    private LocalDate day(String partition) {
        return LocalDate.parse(partition.substring(table.length() + 1), SUFFIX);
    }

    private static String utc(LocalDate day) {
        return day + " 00:00:00+00";
    }
}
