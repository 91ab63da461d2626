package io.bhiv.kit.audit;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.config.Config;

/** Writes the rows of {@code operator_action} in the service's own schema, and deletes those older than 400 days. */
@ApplicationScoped
class AuditTrail {

    private final Pool pool;
    private final String insert;
    private final String complete;

    AuditTrail(Pool pool, Config config) {
        String table = config.getValue("quarkus.flyway.default-schema", String.class) + ".operator_action";
        this.pool = pool;
        this.insert = "WITH old AS (DELETE FROM " + table + " WHERE at < now() - interval '400 days')" + " INSERT INTO "
                + table + " (actor, method, path, query) VALUES ($1, $2, $3, $4) RETURNING id";
        this.complete = "UPDATE " + table + " SET status = $2, ended_at = now() WHERE id = $1";
    }

    /** Completes with the row's id once it is committed. Fails where the store does not answer: then nothing may be done. */
    Uni<Long> begin(String actor, String method, String path, String query) {
        return pool.preparedQuery(insert)
                .execute(Tuple.of(actor, method, path, query))
                .map(rows -> rows.iterator().next().getLong(0));
    }

    Uni<Void> end(long id, int status) {
        return pool.preparedQuery(complete).execute(Tuple.of(id, status)).replaceWithVoid();
    }
}
