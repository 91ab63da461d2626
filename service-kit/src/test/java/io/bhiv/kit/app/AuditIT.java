package io.bhiv.kit.app;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.KafkaResource;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(KeysProfile.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(KafkaResource.class)
class AuditIT {

    @Inject
    Pool pool;

    /** As the migration does it, in a schema of its own. */
    @BeforeEach
    void anEmptyTable() throws IOException {
        run("DROP SCHEMA IF EXISTS " + KeysProfile.SCHEMA + " CASCADE; CREATE SCHEMA " + KeysProfile.SCHEMA
                + "; SET search_path = " + KeysProfile.SCHEMA + "; " + migration() + "; RESET search_path");
    }

    @Test
    @FixedFault(
            area = Area.KEYS,
            fault = "Replays, redrives and pauses left no trace of who did them",
            now = "Each leaves a row before it runs, completed with its status")
    void anActionLeavesARowWithItsOutcome() {
        given().header("X-Api-Key", KeysIT.OLD)
                .post("/sample/act?count=3")
                .then()
                .statusCode(200);

        assertThat(rows()).containsExactly("old POST /sample/act count=3 200");
    }

    @Test
    void anActionThatWasRefusedLeavesARowToo() {
        given().header("X-Api-Key", KeysIT.NEW)
                .post("/sample/act?count=-1")
                .then()
                .statusCode(409);

        assertThat(rows()).containsExactly("new POST /sample/act count=-1 409");
    }

    @Test
    @FixedFault(
            area = Area.HTTP,
            fault = "%00 in the path of an operator's action was answered 500 by the audit",
            now = "400, before anything is stored")
    void anAddressThatCannotBeStoredIsRefusedBeforeTheRow() {
        given().header("X-Api-Key", KeysIT.OLD)
                .urlEncodingEnabled(false)
                .post("/sample/act/a%00b")
                .then()
                .statusCode(400);

        assertThat(rows()).isEmpty();
    }

    @Test
    void nothingIsDoneWhereTheRowCannotBeWritten() {
        run("DROP TABLE " + KeysProfile.SCHEMA + ".operator_action");

        String answer = given().header("X-Api-Key", KeysIT.OLD)
                .post("/sample/act?count=3")
                .then()
                .statusCode(500)
                .extract()
                .asString();

        assertThat(answer).doesNotContain("acted");
    }

    @Test
    void aCallerWithoutTheRoleLeavesNoRow() {
        given().header("X-Api-Key", KeysIT.WATCHER)
                .post("/sample/act?count=3")
                .then()
                .statusCode(403);

        assertThat(rows()).isEmpty();
    }

    private List<String> rows() {
        return StreamSupport.stream(
                        pool.query("SELECT actor, method, path, query, status FROM " + KeysProfile.SCHEMA
                                        + ".operator_action ORDER BY id")
                                .execute()
                                .await()
                                .indefinitely()
                                .spliterator(),
                        false)
                .map(AuditIT::line)
                .toList();
    }

    private static String line(Row row) {
        return String.join(
                " ",
                row.getString(0),
                row.getString(1),
                row.getString(2),
                row.getString(3),
                String.valueOf(row.getInteger(4)));
    }

    private void run(String statements) {
        pool.query(statements).execute().await().indefinitely();
    }

    private static String migration() throws IOException {
        try (InputStream script = Objects.requireNonNull(
                AuditIT.class.getResourceAsStream("/db/kit/R__operator_action.sql"), "the migration is on the path")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
