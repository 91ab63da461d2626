package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.stage.backend.EmbeddedPostgresServer;
import io.bhiv.stage.backend.PostgresOptions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Migrations of a database that holds packets: nothing is lost, and ids that were known stay known. */
class UpgradeIT {

    private final EmbeddedPostgresServer server = new EmbeddedPostgresServer(PostgresOptions.temporary());

    @BeforeEach
    void startServer() {
        server.start();
    }

    @AfterEach
    void closeServer() {
        server.close();
    }

    @Test
    void keysBecomeThePresentPeriodAndDeadPacketsGetTheirIds() throws SQLException {
        migrate("5");
        try (Connection connection = server.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
                    SELECT now(), n, 'old-' || n, 'u', '{"user_id":"u"}' FROM generate_series(1, 3) n""");
            statement.execute("INSERT INTO bucket.packet_key (packet_id, seq, received_at, digest)"
                    + " SELECT packet_id, seq, received_at, 'd' FROM bucket.packet");
            statement.execute(
                    "INSERT INTO bucket.packet_dead (seq, received_at, subject, died_at, epoch, attempts, reasons)"
                            + " SELECT seq, received_at, subject, now(), 10, 10, '{}' FROM bucket.packet WHERE seq = 2");

            migrate("latest");

            assertThat(text(statement, "SELECT packet_id FROM bucket.packet_dead"))
                    .isEqualTo("old-2");
            assertThat(text(
                            statement,
                            "SELECT count(*) FROM bucket.packet_key WHERE period = bucket.key_period(now())"))
                    .isEqualTo("3");
            assertThat(
                            statement.executeUpdate(
                                    "INSERT INTO bucket.packet_key (packet_id, seq, received_at)"
                                            + " VALUES ('old-1', 9, now()), ('new-1', 10, now()) ON CONFLICT (packet_id, period) DO NOTHING"))
                    .isEqualTo(1);
        }
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(server.dataSource())
                .schemas("bucket")
                .defaultSchema("bucket")
                .locations("db/migration")
                .target(target)
                .load()
                .migrate();
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
