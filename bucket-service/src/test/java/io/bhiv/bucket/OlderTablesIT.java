package io.bhiv.bucket;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Where something else migrates, a replica meets tables that are older than its code, or none. */
@QuarkusTest
@Backends
@TestProfile(OneService.class)
class OlderTablesIT {

    private static final String READY = "/q/health/ready";

    @Inject
    Pool pool;

    @AfterEach
    void everythingIsApplied() {
        pool.query("UPDATE bucket.flyway_schema_history SET success = true").executeAndAwait();
        given().get(READY).then().statusCode(200);
    }

    @Test
    @FixedFault(
            area = Area.TRUTH,
            fault = "A new replica was ready on the tables of the version before, and each statement that needed newer"
                    + " ones failed",
            now = "It is not ready until the newest migration that it brings along has been applied, and says so")
    void aReplicaIsNotReadyBeforeItsNewestMigrationHasBeenApplied() {
        pool.query("""
                UPDATE bucket.flyway_schema_history SET success = false
                WHERE installed_rank =
                    (SELECT max(installed_rank) FROM bucket.flyway_schema_history WHERE version IS NOT NULL)
                """).executeAndAwait();

        given().get(READY)
                .then()
                .statusCode(503)
                .body("checks.data.cause", hasItem(containsString("schema bucket is at version")));
    }

    @Test
    void aReplicaIsNotReadyWithoutAnyTables() {
        pool.query("ALTER TABLE bucket.flyway_schema_history RENAME TO not_there_yet")
                .executeAndAwait();
        try {
            given().get(READY)
                    .then()
                    .statusCode(503)
                    .body("checks.data.cause", hasItem(containsString("its migrations have not run")));
        } finally {
            pool.query("ALTER TABLE bucket.not_there_yet RENAME TO flyway_schema_history")
                    .executeAndAwait();
        }
    }
}
