package io.bhiv.bucket;

import java.util.List;

/**
 * Records, inside the database and by its clock, every claim of a packet whose previous lease was still live. There must be
 * none.
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

    /** Sequence numbers of packets that were leased while another consumer held them. */
    static List<String> stolen() {
        return Db.rows("SELECT seq FROM audit.stolen_lease");
    }
}
