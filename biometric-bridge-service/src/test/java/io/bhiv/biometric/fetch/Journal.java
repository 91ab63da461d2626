package io.bhiv.biometric.fetch;

import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the tables say about a connection. */
record Journal(Pool pool) {

    /** A delivery that was read from a provider's API. */
    record Fetched(String channel, String id, String body) {}

    List<Fetched> fetched(String connection, String type) {
        return pool.preparedQuery("""
                        SELECT d.channel, d.about_object, d.body FROM biometric.delivery d
                        JOIN biometric.connection c ON c.provider = d.provider AND c.provider_user_id = d.about_user
                        WHERE c.connection_id = $1 AND d.about_type = $2 ORDER BY d.received_at
                        """).executeAndAwait(Tuple.of(connection, type)).stream()
                .map(row -> new Fetched(
                        row.getString(0),
                        row.getString(1),
                        new String(row.getBuffer(2).getBytes(), StandardCharsets.UTF_8)))
                .toList();
    }

    /** Sleeps of WHOOP without naps, of which some people take one on some days. */
    List<Fetched> nights(String connection) {
        return fetched(connection, "sleep").stream()
                .filter(sleep -> !sleep.body().contains("\"nap\":true"))
                .toList();
    }

    /** Tasks and notices that are not settled. */
    long waiting(String connection) {
        return number("""
                SELECT (SELECT count(*) FROM biometric.fetch_task WHERE connection_id = $1)
                     + (SELECT count(*) FROM biometric.awaiting_fetch WHERE connection_id = $1)
                """, connection);
    }

    /** Parked notices of the person by reason. */
    Map<String, Long> parked(String connection) {
        Map<String, Long> parked = new TreeMap<>();
        pool.preparedQuery("""
                        SELECT p.reason, count(*) FROM biometric.parked p
                        JOIN biometric.delivery d ON d.event_id = p.event_id AND d.received_at = p.received_at
                        JOIN biometric.connection c ON c.provider = p.provider
                          AND position(c.provider_user_id in convert_from(d.body, 'UTF8')) > 0
                        WHERE c.connection_id = $1 GROUP BY p.reason
                        """)
                .executeAndAwait(Tuple.of(connection))
                .forEach(row -> parked.put(row.getString(0), row.getLong(1)));
        return parked;
    }

    long number(String statement, Object... parameters) {
        return pool.preparedQuery(statement)
                .executeAndAwait(Tuple.tuple(List.of(parameters)))
                .iterator()
                .next()
                .getLong(0);
    }

    /** Whether all connections of the pool were taken for as long as a statement waits for one. */
    static boolean foundNoConnection(Throwable failure) {
        return String.valueOf(failure.getMessage()).contains("Timeout waiting for connection");
    }

    void execute(String statement, Object... parameters) {
        pool.preparedQuery(statement).executeAndAwait(Tuple.tuple(List.of(parameters)));
    }
}
