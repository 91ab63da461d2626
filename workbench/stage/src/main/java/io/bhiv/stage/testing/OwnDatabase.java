package io.bhiv.stage.testing;

import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.PostgresOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** A PostgreSQL server of one test's own, for migrations, and one connection to it. */
public final class OwnDatabase implements AutoCloseable {

    private final EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary());
    private final Connection connection;
    private final Statement statement;

    public OwnDatabase() throws SQLException {
        server.start();
        connection = server.dataSource().getConnection();
        statement = connection.createStatement();
    }

    public DataSource dataSource() {
        return server.dataSource();
    }

    public void execute(String sql) throws SQLException {
        statement.execute(sql);
    }

    /** Returns how many rows were changed. */
    public int update(String sql) throws SQLException {
        return statement.executeUpdate(sql);
    }

    /** The first column of all rows. */
    public List<String> rows(String query) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                found.add(rows.getString(1));
            }
        }
        return found;
    }

    /** The first column of the first row. */
    public String text(String query) throws SQLException {
        return rows(query).getFirst();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            statement.close();
        } finally {
            server.close();
        }
    }
}
