package io.bhiv.stage.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresServerIT {

    @Test
    void isDurableUnlessAskedOtherwise() throws SQLException {
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary()).start()) {
            assertThat(answer(server, "SHOW fsync")).isEqualTo("on");
            assertThat(answer(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(answer(server, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(answer(server, "SHOW max_connections")).isEqualTo("200");
        }
    }

    @Test
    void keepsPortAndDataOverStopAndCrash() throws SQLException {
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary()).start()) {
            int port = server.port();
            execute(server, "CREATE SCHEMA keeps CREATE TABLE keeps.word (w text)");
            execute(server, "INSERT INTO keeps.word VALUES ('one')");
            server.stop();
            assertThat(server.pid()).isEmpty();
            server.start();
            execute(server, "INSERT INTO keeps.word VALUES ('two')");
            server.crash();
            server.start();
            assertThat(answer(server, "SELECT string_agg(w, ',' ORDER BY w) FROM keeps.word"))
                    .isEqualTo("one,two");
            assertThat(server.port()).isEqualTo(port);
        }
    }

    @Test
    void anEmptiedDatabaseHoldsNothingAndMayBeFilledAgain() throws SQLException {
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary()).start();
                Connection connected = server.dataSource().getConnection()) {
            execute(server, "CREATE TABLE word (w text)");

            server.emptyDatabase();

            assertThat(connected.isValid(5)).isFalse();
            assertThat(answer(server, "SELECT count(*) FROM pg_tables WHERE tablename = 'word'"))
                    .isEqualTo("0");
            execute(server, "CREATE TABLE word (w text)");
        }
    }

    private static void execute(EmbeddedPostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String answer(EmbeddedPostgresServer server, String sql) throws SQLException {
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
