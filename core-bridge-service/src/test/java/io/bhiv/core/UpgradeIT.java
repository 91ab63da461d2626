package io.bhiv.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.OwnDatabase;
import java.sql.SQLException;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Older replicas beside newer ones during a rolling update: what they write and read, letter by letter. */
class UpgradeIT {

    private static final String NEWER_UPDATE = "00000000-0000-4000-8000-000000000001";
    private static final String OLDER_UPDATE = "00000000-0000-4000-8000-000000000002";
    private static final String RETRIED_UPDATE = "00000000-0000-4000-8000-000000000003";

    private static final String REPLAY_OF_AN_EARLIER_VERSION = """
        WITH chosen AS (
            SELECT update_id, received_at, module, row_number() OVER (ORDER BY update_id) AS place
            FROM (SELECT * FROM core.parked_update
                  WHERE replayed_at IS NULL AND ($3::timestamptz IS NULL OR parked_at <= $3)
                  ORDER BY parked_at, update_id LIMIT $1 FOR UPDATE SKIP LOCKED) AS mine
        ), marked AS (
            UPDATE core.parked_update k SET replayed_at = now() FROM chosen WHERE k.update_id = chosen.update_id
        ), pending AS (
            INSERT INTO core.pending_update (update_id, received_at, module, due_at)
            SELECT update_id, received_at, module, now() + make_interval(secs => (place - 1) / $2::float8) FROM chosen
        ), tallied AS (
            INSERT INTO core.tally AS t (module, minute, slot, parked)
            SELECT '', m, 0, -(SELECT count(*) FROM chosen)
            FROM (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
            ON CONFLICT (module, minute, slot) DO UPDATE SET parked = t.parked + EXCLUDED.parked
        ), counted AS (
            INSERT INTO core.event_tally_delta (minute, intake, parked)
            SELECT date_trunc('minute', received_at), 'core-updates', -count(*) FROM chosen GROUP BY 1
        )
        SELECT c.update_id, k.module, k.reason, k.parked_at FROM chosen c JOIN core.parked_update k USING (update_id)
        ORDER BY c.update_id
        """;

    private static final String PARK_OF_AN_EARLIER_VERSION = """
        WITH input AS (
            SELECT * FROM unnest($1::uuid[], $2::text[]) AS t (update_id, reason)
        ), mine AS (
            SELECT p.update_id FROM core.pending_update p WHERE p.update_id = ANY ($1)
            ORDER BY p.update_id FOR UPDATE
        ), done AS (
            DELETE FROM core.pending_update p USING mine WHERE p.update_id = mine.update_id RETURNING p.*
        ), again AS (
            UPDATE core.parked_update k SET reason = i.reason, parked_at = now(), replayed_at = NULL
            FROM done JOIN input i USING (update_id) WHERE k.update_id = done.update_id
        ), parked AS (
            INSERT INTO core.parked_update (update_id, received_at, module, session_id, record, reason, parked_at)
            SELECT d.update_id, d.received_at, j.module, j.session_id, j.record, i.reason, now()
            FROM done d JOIN input i USING (update_id)
            JOIN core.update_journal j ON j.update_id = d.update_id AND j.received_at = d.received_at
            ON CONFLICT (update_id) DO NOTHING
        ), tallied AS (
            INSERT INTO core.tally AS t (module, minute, slot, parked, errors)
            SELECT '', m, 0, n, n
            FROM (SELECT count(*) AS n FROM done) AS figures,
                 (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
            WHERE n > 0
            ON CONFLICT (module, minute, slot) DO UPDATE SET
                parked = t.parked + EXCLUDED.parked, errors = t.errors + EXCLUDED.errors
        ), counted AS (
            INSERT INTO core.event_tally_delta (minute, intake, parked)
            SELECT date_trunc('minute', received_at), 'core-updates', count(*) FROM done GROUP BY 1
        )
        SELECT module, count(*) AS updates FROM done GROUP BY module
        """;

    private final OwnDatabase database = new OwnDatabase();

    UpgradeIT() throws SQLException {}

    @BeforeEach
    void migrate() {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("core")
                .defaultSchema("core")
                .locations("db/core", "db/kit")
                .load()
                .migrate();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "During a rolling update an older replica did not know the keys that a newer one had claimed, and stored a retry again",
            now = "It answers with the first update")
    void aKeyOfANewerReplicaIsKnownToAnOlderOne() throws SQLException {
        database.execute("CREATE TABLE IF NOT EXISTS core.update_all PARTITION OF core.update_journal DEFAULT");
        database.execute("CREATE TABLE IF NOT EXISTS core.request_key_all PARTITION OF core.request_key DEFAULT");
        assertThat(database.rows(
                        "SELECT core.claim_keys('{key of the newer}'::text[]::bytea[], '{body}'::text[]::bytea[], '{%s}', '{session}')"
                                .formatted(NEWER_UPDATE)))
                .containsExactly(NEWER_UPDATE);

        assertThat(database.rows(insert(OLDER_UPDATE, "key of the older")))
                .as("its own")
                .containsExactly(OLDER_UPDATE);
        assertThat(database.rows(insert(RETRIED_UPDATE, "key of the newer")))
                .as("used before")
                .isEmpty();
        assertThat(database.rows(earlier(RETRIED_UPDATE, "key of the newer"))).containsExactly(NEWER_UPDATE);
        assertThat(database.rows("SELECT update_id::text FROM core.update_journal"))
                .containsExactly(OLDER_UPDATE);
        assertThat(database.rows(
                        "SELECT core.claim_keys('{key of the older}'::text[]::bytea[], '{body}'::text[]::bytea[], '{%s}', '{session}')"
                                .formatted(RETRIED_UPDATE)))
                .as("and the other way round")
                .isEmpty();
    }

    @Test
    void aDeliveryOfAnOlderReplicaIsStored() throws SQLException {
        assertThat(database.update("""
                    INSERT INTO core.delivery (delivery_id, kind, destination, filename, payload, due_at)
                    SELECT gen_random_uuid(), 'payload', 'bucket', 'a.json', '{}'::bytea, now()""")).isEqualTo(1);
        assertThat(database.rows("SELECT filename FROM core.delivery")).containsExactly("a.json");
    }

    @Test
    void whatAnOlderReplicaParksIsCountedUnderItsReason() throws SQLException {
        database.execute("CREATE TABLE IF NOT EXISTS core.update_all PARTITION OF core.update_journal DEFAULT");
        database.execute("PREPARE park (uuid[], text[]) AS " + PARK_OF_AN_EARLIER_VERSION);
        database.execute("PREPARE replay (bigint, float8, timestamptz) AS " + REPLAY_OF_AN_EARLIER_VERSION);
        accept(OLDER_UPDATE);
        accept(NEWER_UPDATE);
        accept(RETRIED_UPDATE);

        park(OLDER_UPDATE, "no update_id");
        park(NEWER_UPDATE, "Kafka takes no record of this size");
        park(RETRIED_UPDATE, "Kafka does not take this record");

        assertThat(reasons()).containsExactly("too_large_for_kafka", "rejected_by_bucket", "refused_by_kafka");

        assertThat(database.rows("EXECUTE replay (100, 1000, NULL)")).hasSize(3);
        assertThat(reasons()).as("none waits").containsOnlyNulls();

        park(NEWER_UPDATE, "not a JSON object");
        assertThat(reasons()).as("for another reason than before").containsExactly("rejected_by_bucket", null, null);
    }

    private void accept(String id) throws SQLException {
        database.execute("INSERT INTO core.update_journal VALUES ('%s', date_trunc('minute', now()), 'm', 's', 'r')"
                .formatted(id));
        database.execute("INSERT INTO core.pending_update (update_id, received_at, module, due_at)"
                + " VALUES ('%s', date_trunc('minute', now()), 'm', now())".formatted(id));
    }

    private void park(String id, String reason) throws SQLException {
        database.execute("EXECUTE park ('{%s}', '{%s}')".formatted(id, reason));
    }

    private List<String> reasons() throws SQLException {
        return database.rows("SELECT reason_code FROM core.parked_update ORDER BY update_id");
    }

    private static String insert(String id, String key) {
        return """
            WITH input AS (
                SELECT * FROM unnest('{%1$s}'::uuid[], ARRAY[now()]::timestamptz[], '{m}'::text[], '{s}'::text[], '{r}'::text[]::bytea[],
                        '{%2$s}'::text[]::bytea[], '{body}'::text[]::bytea[])
                    AS t (update_id, received_at, module, session_id, record, key_hash, body_hash)
            ), claimed AS (
                INSERT INTO core.idempotency_key (key_hash, body_hash, update_id, session_id)
                SELECT key_hash, body_hash, update_id, session_id FROM input WHERE key_hash IS NOT NULL
                ORDER BY key_hash, update_id
                ON CONFLICT (key_hash) DO NOTHING
                RETURNING update_id
            ), fresh AS (
                SELECT * FROM input WHERE key_hash IS NULL OR update_id IN (SELECT update_id FROM claimed)
            ), journalled AS (
                INSERT INTO core.update_journal (update_id, received_at, module, session_id, record)
                SELECT update_id, received_at, module, session_id, record FROM fresh
            ), pending AS (
                INSERT INTO core.pending_update (update_id, received_at, module, due_at)
                SELECT update_id, received_at, module, now() + make_interval(secs => 1) FROM fresh
            ), tallied AS (
                INSERT INTO core.tally AS t (module, minute, slot, accepted)
                SELECT '', m, 1, (SELECT count(*) FROM fresh)
                FROM (VALUES ('-infinity'::timestamptz), (date_trunc('minute', now()))) AS minutes (m)
                ON CONFLICT (module, minute, slot) DO UPDATE SET accepted = t.accepted + EXCLUDED.accepted
            )
            SELECT update_id FROM fresh
            """.formatted(id, key);
    }

    private static String earlier(String id, String key) {
        return """
            SELECT k.update_id AS first_id
            FROM unnest('{%s}'::uuid[], '{%s}'::text[]::bytea[], '{body}'::text[]::bytea[]) AS s (update_id, key_hash, body_hash)
            JOIN core.idempotency_key k USING (key_hash)
            """.formatted(id, key);
    }
}
