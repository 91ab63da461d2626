package io.bhiv.stage.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void recoversFromWhatAKilledOwnerLeftBehind(@TempDir Path folder) throws Exception {
        EmbeddedPostgresServer left = new EmbeddedPostgresServer(PostgresOptions.keptIn(folder, 0)).start();
        execute(left, "CREATE TABLE word (w text)");
        long leftPid = left.pid().orElseThrow();
        Files.delete(left.dataDirectory().resolve("epg-lock"));

        try (EmbeddedPostgresServer next =
                new EmbeddedPostgresServer(PostgresOptions.keptIn(folder, left.port())).start()) {
            assertThat(next.pid().orElseThrow()).isNotEqualTo(leftPid);
            assertThat(ProcessHandle.of(leftPid).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(answer(next, "SELECT count(*) FROM word")).isEqualTo("0");
        }
    }

    @Test
    void ignoresALockFileThatNamesSomebodyElse(@TempDir Path folder) throws Exception {
        EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.keptIn(folder, 0)).start();
        server.stop();
        Path lock = server.dataDirectory().resolve("postmaster.pid");
        Files.writeString(lock, ProcessHandle.current().pid() + "\n" + server.dataDirectory() + "\n");
        try (server) {
            server.start();
            assertThat(answer(server, "SELECT 1")).isEqualTo("1");
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
