package io.bhiv.load.prana;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Lays down packets that are done, as the service would have left them. */
final class History {

    private static final long AT_ONCE = 1_000_000;

    private static final String LAY = """
            WITH old AS MATERIALIZED (
              SELECT nextval('bucket.packet_seq') AS seq, n FROM generate_series(1, ?) n
            ), k AS (
              INSERT INTO bucket.packet_key_now (packet_id, seq, received_at)
              SELECT 'history-' || lpad(seq::text, 28, '0'), seq, now() FROM old
            ), p AS (
              INSERT INTO bucket.packet (received_at, seq, packet_id, subject, body)
              SELECT now(), seq, 'history-' || lpad(seq::text, 28, '0'), 'learner-' || n % 10000,
                     '{"user_id":"learner","timestamp":"2026-01-01T00:00:00Z","cognitive_state":"ON_TASK","focus_score":85}'
              FROM old
            )
            INSERT INTO bucket.packet_history (processed_at, seq, epoch, attempts, actions)
            SELECT now(), seq, 1, 1, '["completing_lessons"]' FROM old
            """;

    private final String jdbcUrl;

    History(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    void lay(long rows) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement lay = connection.prepareStatement(LAY)) {
            for (long laid = 0; laid < rows; laid += AT_ONCE) {
                lay.setLong(1, Math.min(AT_ONCE, rows - laid));
                lay.executeUpdate();
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the history could not be laid down", failure);
        }
    }
}
