package io.bhiv.biometric.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.EmptyTables;
import io.bhiv.stage.testing.PostgresResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People who are gone, among many who are not. Of every four people one ended long ago, one lately, one is connected, one never was. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PersonRetentionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PEOPLE = 400;
    private static final int ROWS = 20_000;

    @Inject
    Pool pool;

    @BeforeEach
    void people() {
        nobody();
        execute("INSERT INTO biometric.person (subject_id) SELECT 'gone-' || n FROM generate_series(1, %d) n"
                .formatted(PEOPLE));
        execute("""
                INSERT INTO biometric.link (provider, provider_user_id, connection_id, subject_id, state, changed_at_ms)
                SELECT 'terra', 'gone-' || n, 'c-' || n, 'gone-' || n,
                       CASE n %% 4 WHEN 0 THEN 'REVOKED' WHEN 1 THEN 'REVOKED' ELSE 'ACTIVE' END,
                       CASE n %% 4 WHEN 0 THEN 1 ELSE extract(epoch FROM now())::bigint * 1000 END
                FROM generate_series(1, %d) n WHERE n %% 4 < 3""".formatted(PEOPLE));
        execute("INSERT INTO biometric.person_arrival SELECT 'gone-' || n, 'c-' || n, repeat('x', 400)"
                + " FROM generate_series(1, %d) n".formatted(PEOPLE));
        execute(
                "INSERT INTO biometric.trigger_outbox (trigger_id, subject_id, tenant_id, rule, severity, fired_at, body,"
                        + " claimed_until) SELECT gen_random_uuid(), 'gone-' || n, 't', 'r', 'LOW', now(), '', now() + interval '1 hour'"
                        + " FROM generate_series(1, %d) n".formatted(PEOPLE));
        execute("INSERT INTO biometric.suppressed_firing SELECT 'gone-' || n, now(), 'r', 'LOW', 'x', now(), 'x', now()"
                + " FROM generate_series(1, %d) n".formatted(PEOPLE));
    }

    @AfterEach
    void nobody() {
        EmptyTables.of(
                "biometric.person, biometric.person_arrival, biometric.trigger_outbox, biometric.suppressed_firing");
        execute("DELETE FROM biometric.link WHERE subject_id LIKE 'gone-%'");
    }

    @Test
    @FixedFault(
            area = Area.RETENTION,
            fault = "Erasing people read everybody, their connections and all that waited of them, in one statement",
            now = "It looks at some hundred people at a time and goes on from there, in this turn and the next")
    void peopleWhoAreGoneAreErasedPieceByPiece() {
        PersonRetention retention = new PersonRetention(pool, 30, 4);

        assertThat(turn(retention)).as("more to look at").isEqualTo(ROWS);
        assertThat(count("person")).isBetween(PEOPLE - 120L, PEOPLE - 1L);
        int turns = 1;
        while (turn(retention) == ROWS) {
            turns++;
        }

        assertThat(turns).isEqualTo(PEOPLE / 120);
        for (String table : new String[] {"person", "person_arrival", "trigger_outbox", "suppressed_firing"}) {
            assertThat(count(table)).as(table).isEqualTo(PEOPLE / 4 * 3);
        }
        assertThat(pool.query(
                                "SELECT subject_id FROM biometric.person WHERE split_part(subject_id, '-', 2)::int % 4 = 0"
                                        + " AND subject_id LIKE 'gone-%'")
                        .executeAndAwait()
                        .size())
                .isZero();
    }

    @Test
    void onePersonWhoIsBeingEvaluatedIsLeftForTheNextTime() {
        PersonRetention retention = new PersonRetention(pool, 1_000, 1);
        pool.withTransaction(evaluation -> evaluation
                        .query("SELECT FROM biometric.person WHERE subject_id = 'gone-4' FOR UPDATE")
                        .execute()
                        .chain(() -> retention.turn(30, ROWS)))
                .await()
                .atMost(PATIENCE);
        assertThat(count("person")).isEqualTo(PEOPLE / 4 * 3 + 1);

        turn(retention);

        assertThat(count("person")).isEqualTo(PEOPLE / 4 * 3);
    }

    @Test
    void connectionsAreLookedUpPersonByPerson() {
        execute("ANALYZE biometric.link");
        String plan = pool
                .withConnection(connection -> connection
                        .query("SET enable_seqscan = off")
                        .execute()
                        .chain(() -> connection
                                .query("EXPLAIN (GENERIC_PLAN) " + PersonRetention.ENDED)
                                .execute())
                        .call(() -> connection.query("RESET enable_seqscan").execute()))
                .await()
                .atMost(PATIENCE)
                .stream()
                .map(row -> row.getString(0))
                .collect(Collectors.joining("\n"));

        assertThat(plan).contains("link_by_subject").doesNotContain("Seq Scan on link");
    }

    private int turn(PersonRetention retention) {
        return retention.turn(30, ROWS).await().atMost(PATIENCE);
    }

    private long count(String table) {
        return pool.query("SELECT count(*) FROM biometric." + table + " WHERE subject_id LIKE 'gone-%'")
                .executeAndAwait()
                .iterator()
                .next()
                .getLong(0);
    }

    private void execute(String statement) {
        pool.query(statement).executeAndAwait();
    }
}
