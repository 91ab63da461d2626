package io.bhiv.biometric.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.OwnDatabase;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a provider's account may be connected for, where no service takes part. */
class TakenOverAccountIT {

    private static OwnDatabase database;

    @BeforeAll
    static void migrate() throws SQLException {
        database = new OwnDatabase();
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("biometric")
                .defaultSchema("biometric")
                .locations("classpath:db/migration", "classpath:db/kit")
                .load()
                .migrate();
        database.execute("PREPARE activate AS " + ConnectionSql.ACTIVATE);
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    /** An account that was connected for "former", and of which nothing is remembered but that. */
    @BeforeEach
    void ended() throws SQLException {
        database.execute("BEGIN");
        database.execute(
                "INSERT INTO biometric.connection (connection_id, provider, provider_user_id, reference_id, state,"
                        + " changed_at_ms, noticed_at_ms, scopes_asked, scopes_granted)"
                        + " VALUES ('con_1', 'oura', 'u', 'former', 'REVOKED', 5, 5, '{}', '{}')");
        database.execute(
                "INSERT INTO biometric.link (provider, provider_user_id, connection_id, subject_id, reference_id,"
                        + " state, changed_at_ms) VALUES ('oura', 'u', 'con_1', 'sub_former', 'former', 'REVOKED', 5)");
    }

    @AfterEach
    void asItWas() throws SQLException {
        database.execute("ROLLBACK");
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault =
                    "An account that was disconnected could never be connected for another person, who was told that it had to be disconnected first",
            now = "It can, once nothing of the former person is remembered; what was measured before stays theirs")
    void anAccountOfWhomNothingIsRememberedIsConnectedForAnotherPerson() throws SQLException {
        activate("new");

        assertThat(connection()).isEqualTo("new ACTIVE true");
        assertThat(database.text("SELECT count(*) FROM biometric.link"))
                .as("it named the former person")
                .isEqualTo("0");
        assertThat(database.text("SELECT count(*) FROM biometric.completed_authorisation"))
                .isEqualTo("1");
    }

    @Test
    void whoComesBackKeepsWhatIsTheirs() throws SQLException {
        database.execute("INSERT INTO biometric.emitted_resource VALUES ('con_1', 'sleep', 'night', 1, '{}')");

        activate("former");

        assertThat(connection()).isEqualTo("former ACTIVE false");
        assertThat(database.text("SELECT subject_id FROM biometric.link")).isEqualTo("sub_former");
    }

    @Test
    void aPersonWhoLivesOnByAnotherConnectionKeepsNoAccountForEver() throws SQLException {
        database.execute("INSERT INTO biometric.person (subject_id) VALUES ('sub_former')");
        database.execute(
                "INSERT INTO biometric.link (provider, provider_user_id, connection_id, subject_id, reference_id,"
                        + " state, changed_at_ms) VALUES ('whoop', 'u', 'con_2', 'sub_former', 'former', 'ACTIVE', 5)");

        activate("new");

        assertThat(connection()).isEqualTo("new ACTIVE true");
        assertThat(database.text("SELECT connection_id FROM biometric.link")).isEqualTo("con_2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE biometric.connection SET state = 'ACTIVE'",
                "UPDATE biometric.connection SET state = 'DEGRADED'",
                "UPDATE biometric.connection SET tokens = 'sealed', tokens_key = 'key'",
                "UPDATE biometric.connection SET noticed_at_ms = 4",
                "UPDATE biometric.connection SET revoking_until = now() + interval '1 minute'",
                "UPDATE biometric.link SET state = 'ACTIVE'",
                "INSERT INTO biometric.emitted_resource VALUES ('con_1', 'sleep', 'night', 1, '{}')",
                "INSERT INTO biometric.fetched_object VALUES ('con_1', 'sleep', 'night', 'v', now(), NULL)",
                "INSERT INTO biometric.fetch_task (connection_id, object_type, object_id, provider, noticed_at, due_at)"
                        + " VALUES ('con_1', 'sleep', 'night', 'oura', now(), now())",
                "INSERT INTO biometric.fetch_poll (connection_id, object_type, provider, backfill_from, backfill_until,"
                        + " due_at, heard_at) VALUES ('con_1', 'sleep', 'oura', now(), now(), now(), now())",
                "INSERT INTO biometric.awaiting_fetch (event_id, received_at, provider, resource, connection_id, object_id)"
                        + " VALUES (gen_random_uuid(), now(), 'oura', 'sleep', 'con_1', 'night')",
                "INSERT INTO biometric.person (subject_id) VALUES ('sub_former')"
            })
    void whatIsRememberedOfTheFormerPersonKeepsTheAccountFromAnother(String remembered) throws SQLException {
        database.execute(remembered);

        activate("new");

        assertThat(database.text("SELECT reference_id FROM biometric.connection"))
                .isEqualTo("former");
        assertThat(database.text("SELECT reference_id FROM biometric.link")).isEqualTo("former");
        assertThat(database.text("SELECT count(*) FROM biometric.completed_authorisation"))
                .isEqualTo("0");
    }

    private void activate(String reference) throws SQLException {
        database.execute(
                "EXECUTE activate ('con_1', 'oura', 'u', '%s', '{daily}', '{daily}', 'sealed', 'key', 60000, 's', 'b', 60000)"
                        .formatted(reference));
    }

    /** For whom it is, its state, and whether it was taken over. */
    private String connection() throws SQLException {
        return database.text(
                "SELECT reference_id || ' ' || state || ' ' || (taken_over_at IS NOT NULL) FROM biometric.connection");
    }
}
