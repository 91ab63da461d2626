package io.bhiv.biometric.person;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.OwnDatabase;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** People who are named by the reference of our customer, among many. */
class PersonTagsIT {

    private final OwnDatabase database = new OwnDatabase();

    PersonTagsIT() throws SQLException {}

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    @FixedFault(
            area = Area.NEIGHBOURS,
            fault = "Each tag of a night, and each disconnection by a person, read the links or connections of all",
            now = "A person is found by the reference")
    void aPersonIsFoundByTheReference() throws SQLException {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("biometric")
                .defaultSchema("biometric")
                .locations("classpath:db/migration", "classpath:db/kit")
                .load()
                .migrate();
        database.execute(
                "INSERT INTO biometric.link"
                        + " (provider, provider_user_id, connection_id, subject_id, reference_id, state, changed_at_ms)"
                        + " SELECT 'oura', n, 'con_' || n, 'sub_' || n, 'learner-' || n, 'ACTIVE', 1 FROM generate_series(1, 100000) n");
        database.execute("INSERT INTO biometric.connection"
                + " (connection_id, provider, provider_user_id, reference_id, state, changed_at_ms, scopes_asked, scopes_granted)"
                + " SELECT connection_id, provider, provider_user_id, reference_id, state, 1, '{}'::text[], '{}'::text[]"
                + " FROM biometric.link");
        database.execute("ANALYZE biometric.link, biometric.connection");

        assertThat(plan(PersonTags.TAG.replace("$1", "'learner-7'").replace("$2", "''")))
                .contains("link_by_reference")
                .doesNotContain("Seq Scan");
        assertThat(plan("UPDATE biometric.connection SET state = 'REVOKED'"
                        + " WHERE provider = 'oura' AND reference_id = 'learner-7' AND state <> 'REVOKED'"))
                .contains("connection_by_reference");
        assertThat(plan("SELECT * FROM biometric.connection WHERE connection_id > '' AND reference_id = 'learner-7'"
                        + " ORDER BY connection_id LIMIT 50"))
                .contains("connection_by_reference");
    }

    private String plan(String statement) throws SQLException {
        return String.join("\n", database.rows("EXPLAIN " + statement));
    }
}
