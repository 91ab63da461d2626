package io.bhiv.bucket;

import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.PostgresResource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The service's database, for tests that prepare or check rows. */
public final class Db {

    private Db() {}

    public static long number(String query) {
        return Long.parseLong(text(query));
    }

    public static String text(String query) {
        return rows(query).getFirst();
    }

    /** First column of every row. */
    public static List<String> rows(String query) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                rows.add(String.valueOf(result.getString(1)));
            }
            return rows;
        } catch (SQLException failure) {
            throw new IllegalStateException(query, failure);
        }
    }

    /** In one transaction: no loop of the service sees half of it. */
    public static void run(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        } catch (SQLException failure) {
            throw new IllegalStateException(String.join(";", statements), failure);
        }
    }

    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(PostgresResource.jdbcUrl());
    }

    /** Empties the queue; the totals go with it. */
    public static void empty() {
        EmptyTables.of(
                "bucket.packet, bucket.packet_key, bucket.packet_state, bucket.packet_history, bucket.packet_dead,"
                        + " bucket.tally, bucket.packet_outbox");
    }
}
