package io.bhiv.biometric.retention;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;

/**
 * Erases what is remembered of the objects of connections that ended longer ago than deliveries are kept: which version of each was read,
 * and which facts it gave rise to.
 *
 * <p>While a connection lives, all of it stays, a short row for an object, however old: a provider may still correct or delete the
 * object, and only these rows hold what is to be retracted; a person who connects again is filled back, and only they tell what was
 * published already and what was deleted. Of a connection that ended, nothing can come that is published again.
 *
 * <p>Links are looked at some hundred at a time, and a turn at some ten thousand; the next turn goes on from there.
 */
@ApplicationScoped
class ConnectionRetention {

    /**
     * Of the next links, the connections that ended. A connection may have several links, for a provider may give a person a new id.
     * Parameters: days, provider and user of the link before the first to look at, links to look at.
     */
    private static final String ENDED = """
            WITH looked AS MATERIALIZED (
              SELECT provider, provider_user_id, connection_id, state FROM biometric.link
              WHERE (provider, provider_user_id) > ($2::text, $3::text)
              ORDER BY provider, provider_user_id LIMIT $4
            ), last AS (
              SELECT provider, provider_user_id FROM looked ORDER BY provider DESC, provider_user_id DESC LIMIT 1
            )
            SELECT (SELECT count(*) FROM looked) AS looked, coalesce((SELECT provider FROM last), '') AS provider,
              coalesce((SELECT provider_user_id FROM last), '') AS provider_user_id, ARRAY(
              SELECT connection_id FROM looked o WHERE o.state NOT IN ('ACTIVE', 'DEGRADED')
                AND NOT EXISTS (
                  SELECT FROM biometric.link l WHERE l.connection_id = o.connection_id
                    AND (l.state IN ('ACTIVE', 'DEGRADED')
                         OR l.changed_at_ms > extract(epoch FROM now() - $1::int * interval '1 day') * 1000))
                AND NOT EXISTS (
                  SELECT FROM biometric.connection c
                  WHERE c.connection_id = o.connection_id COLLATE "C" AND c.state <> 'REVOKED')) AS ended
            """;

    /** Parameters: connections, rows at most. */
    private static final String ERASE = """
            DELETE FROM biometric.%1$s WHERE ctid = ANY (ARRAY(
              SELECT ctid FROM biometric.%1$s WHERE connection_id = ANY ($1::text[]) LIMIT $2))
            """;

    private static final String ERASE_EMITTED = ERASE.formatted("emitted_resource");
    private static final String ERASE_FETCHED = ERASE.formatted("fetched_object");

    private record Place(String provider, String providerUserId) {

        static final Place BEGINNING = new Place("", "");
    }

    private final Pool pool;
    private final int linksAtOnce;
    private final int piecesOfATurn;
    /** The last link that was looked at. */
    private volatile Place last = Place.BEGINNING;

    @Inject
    ConnectionRetention(Pool pool) {
        this(pool, 500, 20);
    }

    ConnectionRetention(Pool pool, int linksAtOnce, int piecesOfATurn) {
        this.pool = pool;
        this.linksAtOnce = linksAtOnce;
        this.piecesOfATurn = piecesOfATurn;
    }

    /** Returns about how many rows were erased; {@code rowsPerStep} where there is more to look at. */
    Uni<Integer> turn(int days, int rowsPerStep) {
        return erase(days, rowsPerStep, piecesOfATurn);
    }

    private Uni<Integer> erase(int days, int rows, int pieces) {
        Place from = last;
        return pool.preparedQuery(ENDED)
                .execute(Tuple.of(days, from.provider(), from.providerUserId(), linksAtOnce))
                .map(found -> found.iterator().next())
                .chain(found -> erase(List.of(found.getArrayOfStrings("ended")), rows)
                        .chain(erased -> erased == rows
                                ? Uni.createFrom().item(rows)
                                : goOn(found, days, rows, pieces, erased)));
    }

    private Uni<Integer> goOn(Row found, int days, int rows, int pieces, int erased) {
        boolean all = found.getLong("looked") < linksAtOnce;
        last = all ? Place.BEGINNING : new Place(found.getString("provider"), found.getString("provider_user_id"));
        if (all) {
            return Uni.createFrom().item(erased);
        }
        return pieces == 1 ? Uni.createFrom().item(rows) : erase(days, rows, pieces - 1);
    }

    private Uni<Integer> erase(List<String> connections, int rows) {
        if (connections.isEmpty()) {
            return Uni.createFrom().item(0);
        }
        Tuple parameters = Tuple.of(connections.toArray(String[]::new), rows);
        return pool.preparedQuery(ERASE_EMITTED)
                .execute(parameters)
                .map(RowSet::rowCount)
                .chain(emitted -> pool.preparedQuery(ERASE_FETCHED)
                        .execute(parameters)
                        .map(RowSet::rowCount)
                        .map(fetched -> Math.max(emitted, fetched)));
    }
}
