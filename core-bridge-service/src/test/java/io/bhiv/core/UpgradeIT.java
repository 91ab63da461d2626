package io.bhiv.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.MendedFault;
import io.bhiv.rules.MendedFault.Area;
import io.bhiv.stage.testing.OwnDatabase;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Older replicas beside newer ones during a rolling update: what they write and read, letter by letter. */
class UpgradeIT {

    private static final String NEWER_UPDATE = "00000000-0000-4000-8000-000000000001";
    private static final String OLDER_UPDATE = "00000000-0000-4000-8000-000000000002";
    private static final String RETRIED_UPDATE = "00000000-0000-4000-8000-000000000003";

    private final OwnDatabase database = new OwnDatabase();

    UpgradeIT() throws SQLException {}

    @BeforeEach
    void migrate() {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("core")
                .defaultSchema("core")
                .locations("db/core")
                .load()
                .migrate();
    }

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    @MendedFault(
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
