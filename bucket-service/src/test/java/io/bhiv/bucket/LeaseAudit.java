package io.bhiv.bucket;

import java.util.List;

/**
 * Watches the queue from inside the database and notes every claim of a packet whose former lease was still alive, by the
 * clock that decides. There must be none, whoever claims and from wherever.
 */
final class LeaseAudit {

    private LeaseAudit() {}

    static void begin() {
        Db.run(
                "CREATE SCHEMA IF NOT EXISTS audit",
                "CREATE TABLE IF NOT EXISTS audit.stolen_lease (seq bigint, former uuid, latter uuid)",
                "TRUNCATE audit.stolen_lease",
                """
                CREATE OR REPLACE FUNCTION audit.note_stolen_lease() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    INSERT INTO audit.stolen_lease VALUES (NEW.seq, OLD.lease_id, NEW.lease_id);
                    RETURN NULL;
                END $$""",
                """
                CREATE OR REPLACE TRIGGER stolen_lease AFTER UPDATE ON bucket.packet_state FOR EACH ROW
                WHEN (OLD.lease_id <> NEW.lease_id AND OLD.due_at > now())
                EXECUTE FUNCTION audit.note_stolen_lease()""");
    }

    static void end() {
        Db.run("DROP TRIGGER IF EXISTS stolen_lease ON bucket.packet_state");
    }

    /** Packets, by their number, that somebody was given while somebody else held them. */
    static List<String> stolen() {
        return Db.rows("SELECT seq FROM audit.stolen_lease");
    }
}
