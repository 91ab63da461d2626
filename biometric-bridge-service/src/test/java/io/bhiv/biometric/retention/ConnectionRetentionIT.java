package io.bhiv.biometric.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is remembered of the objects of connections that ended, among others. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class ConnectionRetentionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int ROWS = 40;

    @Inject
    Pool pool;

    /** Each with a hundred objects; "renamed" has a link of before that was replaced. */
    @BeforeEach
    void connections() {
        nothing();
        link("a", "over-living", "ACTIVE", "1");
        link("b", "over-ended", "REVOKED", "1");
        link("c", "over-lately", "REVOKED", "extract(epoch FROM now())::bigint * 1000");
        link("d", "over-renamed", "REAUTH", "1");
        link("e", "over-renamed", "ACTIVE", "1");
        for (String connection : List.of("living", "ended", "lately", "renamed")) {
            execute(
                    "INSERT INTO biometric.emitted_resource SELECT 'over-%s', 'sleep', n, 1, '{}' FROM generate_series(1, 100) n"
                            .formatted(connection));
            execute(
                    "INSERT INTO biometric.fetched_object SELECT 'over-%s', 'sleep', n, 'v', now(), NULL FROM generate_series(1, 100) n"
                            .formatted(connection));
        }
    }

    @AfterEach
    void nothing() {
        execute("DELETE FROM biometric.link WHERE connection_id LIKE 'over-%'");
        execute("DELETE FROM biometric.emitted_resource WHERE connection_id LIKE 'over-%'");
        execute("DELETE FROM biometric.fetched_object WHERE connection_id LIKE 'over-%'");
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "What was remembered of a person's objects stayed for ever, also after the person had left",
            now = "It goes when the connection ended longer ago than deliveries are kept, piece by piece")
    void onlyWhatEndedLongAgoIsErased() {
        ConnectionRetention retention = new ConnectionRetention(pool, 2, 1);

        assertThat(turn(retention)).as("more to look at").isEqualTo(ROWS);
        int turns = 1;
        while (turn(retention) == ROWS) {
            turns++;
        }

        assertThat(turns).isGreaterThanOrEqualTo(2);
        for (String table : List.of("emitted_resource", "fetched_object")) {
            assertThat(pool
                            .query("SELECT DISTINCT connection_id FROM biometric." + table
                                    + " WHERE connection_id LIKE 'over-%' ORDER BY 1")
                            .executeAndAwait()
                            .stream()
                            .map(row -> row.getString(0)))
                    .as(table)
                    .containsExactly("over-lately", "over-living", "over-renamed");
        }
    }

    private int turn(ConnectionRetention retention) {
        return retention.turn(30, ROWS).await().atMost(PATIENCE);
    }

    private void link(String user, String connection, String state, String changedAt) {
        execute(
                "INSERT INTO biometric.link (provider, provider_user_id, connection_id, subject_id, state, changed_at_ms)"
                        + " VALUES ('terra', 'over-%s', '%s', 'over-%s', '%s', %s)"
                                .formatted(user, connection, user, state, changedAt));
    }

    private void execute(String statement) {
        pool.query(statement).executeAndAwait();
    }
}
