package io.bhiv.stage.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Empties tables that a running service writes, all in one transaction.
 *
 * <p>The service locks the same tables in an order of its own, so that each may wait for the other. Waiting for a lock ends sooner than
 * PostgreSQL looks for deadlocks (1 s): the service is never the one whose statement fails, and the tables are emptied when it is done.
 */
public final class EmptyTables {

    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final int TRIES = 60;
    private static final Duration LOCK_TIMEOUT = Duration.ofMillis(500);

    private EmptyTables() {}

    /** A new connection to the database of the tables. */
    @FunctionalInterface
    public interface Database {

        Connection connect() throws SQLException;
    }

    /**
     * Empties tables of this JVM's database, and does what else is to happen in the same transaction.
     *
     * @param tables with their schemas, separated by commas
     */
    public static void of(String tables, String... statements) {
        in(() -> DriverManager.getConnection(PostgresResource.jdbcUrl()), tables, statements);
    }

    /** As {@link #of}, in any database. */
    public static void in(Database database, String tables, String... statements) {
        for (int attempt = 1; !emptied(database, tables, statements, attempt == TRIES); attempt++) {
            // The next try waits for the locks itself.
        }
    }

    private static boolean emptied(Database database, String tables, String[] statements, boolean isLast) {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SET LOCAL lock_timeout = " + LOCK_TIMEOUT.toMillis());
            statement.execute("TRUNCATE " + tables);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
            return true;
        } catch (SQLException failure) {
            if (isLast || !LOCK_NOT_AVAILABLE.equals(failure.getSQLState())) {
                throw new IllegalStateException("Cannot empty " + tables, failure);
            }
            return false;
        }
    }
}
