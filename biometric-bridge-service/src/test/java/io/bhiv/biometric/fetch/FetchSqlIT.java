package io.bhiv.biometric.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.OwnDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
                    .until(() -> database.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            .equals("1"));
            settling.commit();

            assertThat(parked).succeedsWithin(PATIENCE).isEqualTo(0);
        }
        assertThat(database.text("SELECT notices FROM biometric.fetch_task")).isEqualTo("2");

        assertThat(parkCrashed()).as("at the next look").isEqualTo(2);
        assertThat(database.text("SELECT count(*) FROM biometric.awaiting_fetch"))
                .isEqualTo("0");
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault =
                    "A notice that was settled at the moment in which its object had been read or given up waited until a claim ran out",
            now = "The object is read again at once")
    void aNoticeThatComesWhileItsObjectIsStoredOrGivenUpIsReadAtOnce() throws Exception {
        noticedDuring(
                () -> returned(FetchSql.FETCHED, "provider", "'con_1'", "'sleep'", "'object-1'", "1", "'v1'", "0"));
        noticedDuring(
                () -> returned(FetchSql.PARK, "provider", "'con_1'", "'sleep'", "'object-1'", "1", "'OBJECT_DENIED'"));
    }

    /** The notice is committed while the statement, whose snapshot is older, waits for the row. */
    private void noticedDuring(Callable<List<String>> ending) throws Exception {
        database.execute("INSERT INTO biometric.fetch_task"
                + " (connection_id, object_type, object_id, provider, noticed_at, due_at, claimed_until, begun, claimant)"
                + " VALUES ('con_1', 'sleep', 'object-1', 'whoop', now(), now(), now() + interval '5 minutes', 1, 7)");
        database.execute(notice());
        try (ExecutorService replica = Executors.newVirtualThreadPerTaskExecutor();
                Connection settling = database.dataSource().getConnection();
                Statement settlement = settling.createStatement()) {
            settling.setAutoCommit(false);
            settlement.execute("UPDATE biometric.fetch_task SET notices = notices + 1");
            settlement.execute(notice());

            Future<List<String>> ended = replica.submit(ending);
            await().atMost(PATIENCE)
                    .until(() -> database.text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                            .equals("1"));
            settling.commit();

            assertThat(ended).succeedsWithin(PATIENCE).as("settled").isEqualTo(List.of());
        }
        assertThat(database.text("SELECT notices || ' ' || begun || ' ' || claimed_until FROM biometric.fetch_task"))
                .isEqualTo("2 0 -infinity");
        assertThat(database.text("SELECT count(*) FROM biometric.awaiting_fetch"))
                .isEqualTo("2");
        database.execute("DELETE FROM biometric.fetch_task");
        database.execute("DELETE FROM biometric.awaiting_fetch");
    }

    @Test
    void whatAnotherProcessReadAloneAndNeverEndedIsNotReadAgain() throws SQLException {
        database.execute(
                "INSERT INTO biometric.connection (connection_id, provider, provider_user_id, state, changed_at_ms,"
                        + " scopes_asked, scopes_granted) VALUES ('con_1', 'whoop', '1', 'ACTIVE', 0, '{}'::text[], '{}'::text[])");
        database.execute("INSERT INTO biometric.fetch_task"
                + " (connection_id, object_type, object_id, provider, noticed_at, due_at, begun, claimant)"
                + " SELECT 'con_1', 'sleep', 'of ' || of || ', begun ' || begun, 'whoop', now(), now(), begun, of"
                + " FROM unnest(ARRAY[7, 8]) of, unnest(ARRAY[2, 3, 4]) begun");
        database.execute(
                "INSERT INTO biometric.fetch_poll (connection_id, object_type, provider, backfill_from, backfill_until,"
                        + " due_at, heard_at, begun, claimant)"
                        + " SELECT 'con_1', 'of ' || of || ', begun ' || begun, 'whoop', now(), now(), now(), now(), begun, of"
                        + " FROM unnest(ARRAY[7, 8]) of, unnest(ARRAY[2, 3, 4]) begun");

        assertThat(returned(FetchSql.CLAIM_SUSPECT, "object_id", "'{whoop}'", "10", "10000", "7"))
                .containsExactlyInAnyOrder("of 7, begun 3", "of 8, begun 3", "of 7, begun 4");
        assertThat(returned(
                        Polls.CLAIM_SUSPECT.replace("LIMIT 1", "LIMIT 10"),
                        "object_type",
                        "'{whoop}'",
                        "10000",
                        "3",
                        "7"))
                .containsExactlyInAnyOrder("of 7, begun 3", "of 8, begun 3", "of 7, begun 4");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "Polls of connections whose tokens the provider refuses counted as late until the person connected again: BridgePollsLate fired for good",
            now = "Only those that are polled are counted")
    void pollsThatNobodyMayMakeAreNotLate() throws SQLException {
        database.execute(
                "INSERT INTO biometric.connection (connection_id, provider, provider_user_id, state, changed_at_ms,"
                        + " scopes_asked, scopes_granted)"
                        + " SELECT 'con_' || s, 'oura', s, s, 0, '{}'::text[], '{}'::text[] FROM unnest(ARRAY['ACTIVE', 'DEGRADED', 'REVOKED']) s");
        database.execute("INSERT INTO biometric.fetch_poll"
                + " (connection_id, object_type, provider, backfill_from, backfill_until, due_at, heard_at)"
                + " SELECT connection_id, o, provider, now(), now(), now() - interval '25 hours', now()"
                + " FROM biometric.connection, generate_series(1, 12) o");

        assertThat(returned(FetchWatch.POLLS, "overdue")).containsExactly("12");
        assertThat(returned(FetchWatch.POLLS, "backfilling")).containsExactly("12");

        database.execute("UPDATE biometric.connection SET state = 'DEGRADED'");
        assertThat(returned(FetchWatch.POLLS, "overdue")).containsExactly("0");
    }

    /** Each claim would sort all that is due, and each look for suspects read it. */
    @Test
    void aLongBacklogIsNeitherSortedNorReadForAClaim() throws SQLException {
        database.execute(
                "INSERT INTO biometric.connection (connection_id, provider, provider_user_id, state, changed_at_ms,"
                        + " scopes_asked, scopes_granted)"
                        + " SELECT 'con_' || n, CASE n % 2 WHEN 0 THEN 'oura' ELSE 'whoop' END, n, 'ACTIVE', 0, '{}'::text[], '{}'::text[]"
                        + " FROM generate_series(1, 100) n");
        database.execute(
                "INSERT INTO biometric.fetch_task (connection_id, object_type, object_id, provider, noticed_at, due_at)"
                        + " SELECT connection_id, 'sleep', o, provider, now(), now() - o * interval '1 second'"
                        + " FROM biometric.connection, generate_series(1, 400) o");
        database.execute("INSERT INTO biometric.fetch_poll"
                + " (connection_id, object_type, provider, backfill_from, backfill_until, due_at, heard_at)"
                + " SELECT connection_id, o, provider, now(), now(), now() - o * interval '1 second', now()"
                + " FROM biometric.connection, generate_series(1, 400) o");
        database.execute("ANALYZE biometric.connection, biometric.fetch_task, biometric.fetch_poll");

        assertThat(plan(FetchSql.CLAIM, "'whoop'", "16", "10000", "7"))
                .contains("Index Scan using fetch_task_due")
                .doesNotContain("Sort");
        assertThat(plan(Polls.CLAIM, "'whoop'", "10000", "3", "7"))
                .contains("Index Scan using fetch_poll_due")
                .doesNotContain("Sort");
        assertThat(plan(FetchSql.CLAIM_SUSPECT, "'{oura,whoop}'", "1", "10000", "7"))
                .contains("fetch_task_suspect");
        assertThat(plan(Polls.CLAIM_SUSPECT, "'{oura,whoop}'", "10000", "3", "7"))
                .contains("fetch_poll_suspect");
        assertThat(plan(FetchSql.PARK_CRASHED, "7")).contains("fetch_task_suspect");
    }

    private String plan(String statement, String... parameters) throws SQLException {
        return String.join("\n", database.rows(filledIn("EXPLAIN " + statement, parameters)));
    }

    private static String filledIn(String statement, String... parameters) {
        String filled = statement;
        for (int number = 1; number <= parameters.length; number++) {
            filled = filled.replace("$" + number, parameters[number - 1]);
        }
        return filled;
    }

    private List<String> returned(String statement, String column, String... parameters) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection();
                Statement claim = connection.createStatement();
                ResultSet rows = claim.executeQuery(filledIn(statement, parameters))) {
            while (rows.next()) {
                found.add(rows.getString(column));
            }
        }
        return found;
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
