package io.bhiv.automation.service;

import io.bhiv.stage.testing.PostgresResource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** Looks into the ledger from outside, as an auditor would. */
final class LedgerRows {

    /** No such table, no such schema: the first replica is still starting. */
    private static final List<String> NOT_MIGRATED = List.of("42P01", "3F000");

    private static final String ROWS = "SELECT due_at, kind, state, reason, started_at, ended_at FROM automation.run"
            + " WHERE job LIKE ? ORDER BY due_at";
    private static final String ENDED = "SELECT due_at, kind, state, reason, started_at, ended_at FROM automation.run"
            + " WHERE job LIKE ? AND state NOT IN ('due', 'waiting', 'running')";
    private static final String OPEN = "SELECT due_at, kind, state, reason, started_at, ended_at FROM automation.run"
            + " WHERE job LIKE ? AND state IN ('due', 'waiting', 'running')";

    /**
     * One due time and what became of it.
     *
     * @param ran empty when it was not run, or goes on
     */
    record Row(
            Instant dueAt,
            String kind,
            String state,
            @Nullable String reason,
            Optional<Span> ran) {}

    /** From the claim of a run to its end. */
    record Span(Instant from, Instant to) {

        boolean holds(Instant instant) {
            return !instant.isBefore(from) && instant.isBefore(to);
        }
    }

    private LedgerRows() {}

    /** Oldest first; {@code job} is a pattern of LIKE. */
    static List<Row> of(String job) {
        return query(ROWS, job);
    }

    static List<Row> ended(String job) {
        return query(ENDED, job);
    }

    static List<Row> open(String job) {
        return query(OPEN, job);
    }

    static Map<String, Long> states(String job) {
        Map<String, Long> states = new TreeMap<>();
        of(job).forEach(row -> states.merge(row.state(), 1L, Long::sum));
        return states;
    }

    /** As if no replica had ever run. */
    static void forgetAll() {
        change("DROP SCHEMA IF EXISTS automation CASCADE");
    }

    /** From the driver itself: a class that is repeated is loaded where {@code DriverManager} finds none. */
    private static Connection connection() throws SQLException {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(PostgresResource.jdbcUrl());
        return database.getConnection();
    }

    static void change(String sql) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static List<Row> query(String sql, String job) {
        try (Connection connection = connection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, job);
            List<Row> rows = new ArrayList<>();
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(new Row(
                            found.getTimestamp(1).toInstant(),
                            found.getString(2),
                            found.getString(3),
                            found.getString(4),
                            span(found.getTimestamp(5), found.getTimestamp(6))));
                }
            }
            return rows;
        } catch (SQLException failed) {
            if (NOT_MIGRATED.contains(String.valueOf(failed.getSQLState()))) {
                return List.of();
            }
            throw new IllegalStateException(failed);
        }
    }

    private static Optional<Span> span(@Nullable Timestamp from, @Nullable Timestamp to) {
        return from == null || to == null ? Optional.empty() : Optional.of(new Span(from.toInstant(), to.toInstant()));
    }
}
