package io.bhiv.stage.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class EmbeddedPostgresServerIT {

    @Test
    void isDurableUnlessAskedOtherwise() throws SQLException {
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary()).start()) {
            assertThat(Sql.answer(server, "SHOW fsync")).isEqualTo("on");
            assertThat(Sql.answer(server, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(Sql.answer(server, "SHOW full_page_writes")).isEqualTo("on");
            assertThat(Sql.answer(server, "SHOW max_connections")).isEqualTo("200");
        }
    }

    @Test
    void keepsPortAndDataOverStopAndCrash() throws SQLException {
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary()).start()) {
            int port = server.port();
            Sql.execute(server, "CREATE SCHEMA keeps CREATE TABLE keeps.word (w text)");
            Sql.execute(server, "INSERT INTO keeps.word VALUES ('one')");
            server.stop();
            assertThat(server.pid()).isEmpty();
            server.start();
            Sql.execute(server, "INSERT INTO keeps.word VALUES ('two')");
            server.crash();
            server.start();
            assertThat(Sql.answer(server, "SELECT string_agg(w, ',' ORDER BY w) FROM keeps.word"))
                    .isEqualTo("one,two");
            assertThat(server.port()).isEqualTo(port);
        }
    }

    @Test
    void anEmptiedDatabaseHoldsNothingAndMayBeFilledAgain() throws SQLException {
        try (EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary()).start();
                Connection connected = server.dataSource().getConnection()) {
            Sql.execute(server, "CREATE TABLE word (w text)");

            server.emptyDatabase();

            assertThat(connected.isValid(5)).isFalse();
            assertThat(Sql.answer(server, "SELECT count(*) FROM pg_tables WHERE tablename = 'word'"))
                    .isEqualTo("0");
            Sql.execute(server, "CREATE TABLE word (w text)");
        }
    }
}
