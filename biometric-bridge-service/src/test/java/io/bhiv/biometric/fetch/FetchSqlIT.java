package io.bhiv.biometric.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.stage.testing.OwnDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Statements about objects to be read, where no service takes part. */
class FetchSqlIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final OwnDatabase database = new OwnDatabase();

    FetchSqlIT() throws SQLException {}

    @BeforeEach
    void migrate() {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("biometric")
                .defaultSchema("biometric")
                .locations("classpath:db/migration", "classpath:db/kit")
                .load()
                .migrate();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    /** The statement that gives it up does not see the notice, which would wait for ever for a task that is gone. */
    @Test
    void aTaskThatANoticeNamesWhileItIsGivenUpStays() throws Exception {
        database.execute("INSERT INTO biometric.fetch_task"
                + " (connection_id, object_type, object_id, provider, noticed_at, due_at, begun, claimant)"
                + " VALUES ('con_1', 'sleep', 'object-1', 'whoop', now(), now(), 4, 7)");
        database.execute(notice());
        Callable<Integer> parking = this::parkCrashed;
        try (ExecutorService replica = Executors.newVirtualThreadPerTaskExecutor();
                Connection settling = database.dataSource().getConnection();
                Statement settlement = settling.createStatement()) {
            settling.setAutoCommit(false);
            settlement.execute("UPDATE biometric.fetch_task SET notices = notices + 1");
            settlement.execute(notice());

            Future<Integer> parked = replica.submit(parking);
            await().atMost(PATIENCE)
                    .until(() -> database.text(
                                    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            .equals("1"));
            settling.commit();

            assertThat(parked).succeedsWithin(PATIENCE).isEqualTo(0);
        }
        assertThat(database.text("SELECT notices FROM biometric.fetch_task")).isEqualTo("2");

        assertThat(parkCrashed()).as("at the next look").isEqualTo(2);
        assertThat(database.text("SELECT count(*) FROM biometric.awaiting_fetch"))
                .isEqualTo("0");
    }

    private static String notice() {
        return "INSERT INTO biometric.awaiting_fetch (event_id, received_at, provider, resource, connection_id, object_id)"
                + " VALUES ('%s', now(), 'whoop', 'sleep', 'con_1', 'object-1')".formatted(UUID.randomUUID());
    }

    /** By another process than the one whose claim it was. */
    private int parkCrashed() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet notices = statement.executeQuery(FetchSql.PARK_CRASHED.replace("$1", "0"))) {
            int parked = 0;
            while (notices.next()) {
                parked++;
            }
            return parked;
        }
    }
}
