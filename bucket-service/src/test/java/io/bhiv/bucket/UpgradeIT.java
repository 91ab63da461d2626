package io.bhiv.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.bhiv.rules.FixedFault;
import io.bhiv.rules.FixedFault.Area;
import io.bhiv.stage.testing.OwnDatabase;
import java.sql.SQLException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Migrations of a database that holds packets: nothing is lost, and ids that were known stay known. */
class UpgradeIT {

    private final OwnDatabase database = new OwnDatabase();

    UpgradeIT() throws SQLException {}

    @AfterEach
    void close() throws SQLException {
        database.close();
    }

    @Test
    void keysBecomeThePresentPeriodAndDeadPacketsGetTheirIds() throws SQLException {
        migrate("5");
        database.execute("""
                    INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
                    SELECT now(), n, 'old-' || n, 'u', '{"user_id":"u"}' FROM generate_series(1, 3) n""");
        database.execute("INSERT INTO bucket.packet_key (packet_id, seq, received_at, digest)"
                + " SELECT packet_id, seq, received_at, 'd' FROM bucket.packet");
        database.execute("INSERT INTO bucket.packet_dead (seq, received_at, subject, died_at, epoch, attempts, reasons)"
                + " SELECT seq, received_at, subject, now(), 10, 10, '{}' FROM bucket.packet WHERE seq = 2");

        migrate("latest");

        assertThat(database.text("SELECT packet_id FROM bucket.packet_dead")).isEqualTo("old-2");
        assertThat(database.text("SELECT count(*) FROM bucket.packet_key WHERE period = bucket.key_period(now())"))
                .isEqualTo("3");
        assertThat(
                        database.update(
                                "INSERT INTO bucket.packet_key (packet_id, seq, received_at)"
                                        + " VALUES ('old-1', 9, now()), ('new-1', 10, now()) ON CONFLICT (packet_id, period) DO NOTHING"))
                .isEqualTo(1);
    }

    /** During a rolling update: what a replica of the version before V6 writes and reads, letter by letter. */
    @Test
    @FixedFault(
            area = Area.ONCE,
            fault =
                    "After the migration to periods of keys a replica of the version before could store no packet and no dead letter",
            now =
                    "Its statements work beside those of newer replicas, and an id counts once whichever of them sees it first")
    void statementsOfAnOlderReplicaGoOnWorking() throws SQLException {
        migrate("latest");
        database.execute("INSERT INTO bucket.packet_key_now (packet_id, seq, received_at, digest)"
                + " VALUES ('newer', nextval('bucket.packet_seq'), now(), 'd')");

        assertThat(database.rows(OLD_INSERT)).containsExactly("t", "f", "f");
        assertThat(database.rows(OLD_INSERT)).as("again").containsExactly("f", "f", "f");
        assertThat(database.rows(
                        "SELECT packet_id FROM bucket.packet_key WHERE packet_id = ANY ('{older,newer}') ORDER BY 1"))
                .as("which an older replica compares with what it was sent")
                .containsExactly("newer", "older");
        assertThat(database.rows(OLD_KEYS_OF)).containsExactly("newer", "older");

        database.execute(OLD_DEAD);
        assertThat(database.text("SELECT packet_id FROM bucket.packet_dead")).isEqualTo("older");

        database.execute(
                "UPDATE bucket.packet_key SET received_at = now() - interval '90 days' WHERE packet_id = 'older'");
        database.execute(OLD_RETENTION);
        assertThat(database.rows("SELECT packet_id FROM bucket.packet_key")).containsExactly("newer");
    }

    private static final String OLD_INSERT = """
            WITH item AS MATERIALIZED (
              SELECT i.n, i.packet_id, i.subject, i.body, i.digest, nextval('bucket.packet_seq') AS seq
              FROM unnest('{older,newer,older}'::text[], '{u,u,u}'::text[], '{"{}","{}","{}"}'::text[], '{d,d,d}'::text[])
                   WITH ORDINALITY AS i (packet_id, subject, body, digest, n)
            ), fresh AS (
              INSERT INTO bucket.packet_key (packet_id, seq, received_at, digest)
              SELECT packet_id, seq, now(), digest FROM item ORDER BY packet_id, n
              ON CONFLICT (packet_id) DO NOTHING
              RETURNING seq
            ), kept AS (
              INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
              SELECT now(), seq, packet_id, subject, body::json FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE
            ), queued AS (
              INSERT INTO bucket.packet_state (seq, received_at, subject, due_at, bytes)
              SELECT seq, now(), subject, now(), octet_length(body) FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE
            ), outbox AS (
              INSERT INTO bucket.packet_outbox (received_at, seqs, bytes)
              SELECT now(), array_agg(seq ORDER BY seq), sum(octet_length(body)) FROM item
              WHERE (seq IN (SELECT seq FROM fresh)) IS TRUE HAVING count(*) > 0
            ), counted AS (
              INSERT INTO bucket.tally (received) SELECT count(*) FROM fresh HAVING count(*) > 0
            )
            SELECT (seq IN (SELECT seq FROM fresh)) IS TRUE, now() FROM item ORDER BY n
            """;

    private static final String OLD_KEYS_OF = """
            WITH item AS MATERIALIZED (SELECT * FROM unnest('{newer,older}'::text[]) WITH ORDINALITY AS i (packet_id, n))
            SELECT i.packet_id FROM item i CROSS JOIN LATERAL (
              SELECT seq FROM bucket.packet_key WHERE packet_id = i.packet_id OFFSET 0) k ORDER BY n
            """;

    private static final String OLD_DEAD = """
            WITH died AS (DELETE FROM bucket.packet_state s RETURNING s.seq, s.received_at, s.subject, s.epoch)
            INSERT INTO bucket.packet_dead (seq, received_at, subject, died_at, epoch, attempts, reasons)
            SELECT seq, received_at, subject, now(), epoch, 10, '{}' FROM died
            """;

    private static final String OLD_RETENTION = """
            DELETE FROM bucket.packet_key WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM bucket.packet_key
              WHERE received_at < (now() AT TIME ZONE 'UTC')::date::timestamp AT TIME ZONE 'UTC' - 30 * interval '1 day'
              LIMIT 1000))
            """;

    private void migrate(String target) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .schemas("bucket")
                .defaultSchema("bucket")
                .locations("db/migration")
                .target(target)
                .load()
                .migrate();
    }
}
