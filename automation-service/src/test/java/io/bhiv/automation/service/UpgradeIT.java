package io.bhiv.automation.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.OwnDatabase;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Migrations over the tables of the version before. */
class UpgradeIT {

    private final OwnDatabase database = new OwnDatabase();

    UpgradeIT() throws SQLException {}

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "After an upgrade all runs of the version before, which kept no tally, were shown as rows too many",
            now = "Runs are compared from a quarter of an hour after the upgrade on")
    void runsOfTheVersionBeforeAreNotComparedWithTheTally() throws SQLException {
        migrate("2");
        database.execute("UPDATE automation.event_tally_since SET since = now() - interval '5 days'");

        migrate("latest");

        assertThat(database.text("SELECT max(since) > now() + interval '10 minutes' FROM automation.event_tally_since"))
                .isEqualTo("t");
    }

    @Test
    void aFreshSchemaIsComparedFromItsBeginning() throws SQLException {
        migrate("latest");

        assertThat(database.text("SELECT max(since) <= now() FROM automation.event_tally_since"))
                .isEqualTo("t");
    }

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("automation")
                .defaultSchema("automation")
                .locations("db/migration", "db/kit")
                .target(target)
                .load()
                .migrate();
    }
}
