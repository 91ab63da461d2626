package io.bhiv.load.automation;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** Looks into the scheduler's ledger; both times of a row are by the database's clock. */
record LedgerView(String jdbcUrl) {

    private static final String LAGS = "SELECT extract(epoch FROM started_at - due_at) * 1e9 FROM automation.run"
            + " WHERE due_at > ? AND due_at <= ? AND started_at IS NOT NULL";
    private static final String STATES =
            "SELECT state, count(*) FROM automation.run WHERE due_at > ? AND due_at <= ? GROUP BY state";

    Histogram lags(Instant after, Instant upTo) {
        Histogram lags = new Histogram(3);
        each(LAGS, after, upTo, row -> lags.recordValue(Math.max(0, row.getLong(1))));
        return lags;
    }

    Map<String, Long> states(Instant after, Instant upTo) {
        Map<String, Long> states = new TreeMap<>();
        each(STATES, after, upTo, row -> states.put(row.getString(1), row.getLong(2)));
        return states;
    }

    @FunctionalInterface
    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String query, Instant after, Instant upTo, RowReader reader) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setTimestamp(1, Timestamp.from(after));
            statement.setTimestamp(2, Timestamp.from(upTo));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the ledger cannot be read", failure);
        }
    }
}
