package io.bhiv.biometric.fetch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.bhiv.simulator.people.Change;
import io.bhiv.simulator.state.Fault;
import io.bhiv.simulator.whoop.WhoopSimulator;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A provider that is down for a day, which passes by a clock of the test's own in PostgreSQL. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
@QuarkusTestResource(value = SimulatedProviders.class, restrictToAnnotatedClass = true)
@Tag("faults")
class ProviderAwayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String API = "/developer/v2/";
    private static final String TOKENS = "/oauth/oauth2/token";

    @Inject
    Pool pool;

    private final WhoopSimulator whoop = SimulatedProviders.whoop();
    private Journal journal;

    @BeforeEach
    void aClockThatIsSet() {
        journal = new Journal(pool);
        journal.execute("CREATE TABLE IF NOT EXISTS biometric.test_later (by interval NOT NULL)");
        journal.execute("DELETE FROM biometric.test_later");
        journal.execute("INSERT INTO biometric.test_later VALUES ('0')");
        journal.execute("CREATE OR REPLACE FUNCTION biometric.fetch_clock() RETURNS timestamptz LANGUAGE sql VOLATILE"
                + " AS 'SELECT clock_timestamp() + by FROM biometric.test_later'");
    }

    @AfterEach
    void theRealClock() {
        whoop.faults().clear();
        journal.execute("CREATE OR REPLACE FUNCTION biometric.fetch_clock() RETURNS timestamptz LANGUAGE sql VOLATILE"
                + " AS 'SELECT clock_timestamp()'");
        // What was counted and planned in the future is no concern of others.
        journal.execute("DELETE FROM biometric.fetch_usage");
        journal.execute("UPDATE biometric.fetch_application SET paused_until = '-infinity', subscriptions_due = now()");
    }

    @Test
    void whatANoticeNamedIsReadAfterADayWithoutTheProvider() {
        String connection = Persons.connect(whoop, "person-64");
        whoop.faults().set(Fault.always(Fault.Kind.DOWN, API));
        whoop.faults().set(Fault.always(Fault.Kind.DOWN, TOKENS));
        whoop.people().newNight("person-64", SimulatedProviders.yesterday(), Change.none());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(openTasks(connection)).isGreaterThanOrEqualTo(2));

        for (int hour = 0; hour < 24; hour++) {
            later(HOUR);
            if (hour == 12) {
                journal.execute(
                        "UPDATE biometric.connection SET access_until = now() WHERE connection_id = $1", connection);
            }
            await().atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    .untilAsserted(() -> assertThat(dueTasks(connection)).isZero());
        }

        given().get("/q/health/ready")
                .then()
                .body("checks.find { it.name == 'breakers' }.data.'whoop-api'", not("closed"));
        assertThat(journal.parked(connection)).as("nothing is given up").isEmpty();
        assertThat(openTasks(connection)).isGreaterThanOrEqualTo(2);
        given().get("/api/v1/biometric/connections/" + connection).then().body("state", is("ACTIVE"));

        whoop.faults().clear();

        await().atMost(PATIENCE).untilAsserted(() -> {
            later(Duration.ofMinutes(20));
            assertThat(journal.nights(connection)).hasSize(1);
            assertThat(journal.fetched(connection, "recovery")).hasSize(1);
            assertThat(journal.waiting(connection)).isZero();
        });
    }

    private void later(Duration by) {
        journal.execute("UPDATE biometric.test_later SET by = by + $1::bigint * interval '1 second'", by.toSeconds());
    }

    private long openTasks(String connection) {
        return journal.number("SELECT count(*) FROM biometric.fetch_task WHERE connection_id = $1", connection);
    }

    private long dueTasks(String connection) {
        return journal.number(
                "SELECT count(*) FROM biometric.fetch_task WHERE connection_id = $1 AND due_at <= biometric.fetch_clock()",
                connection);
    }
}
